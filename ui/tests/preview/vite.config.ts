// The preview page: the whole screen in a browser, with fakeDesk.ts instead of Rust. Run `npm run preview` and open the
// address it prints with `?view=now&theme=dark&state=calm` (states: preview.ts). It isn't part of the build.
import { mergeConfig, searchForWorkspaceRoot } from 'vite';
import base from '../../vite.config.ts';

export default mergeConfig(base, {
  root: import.meta.dirname,
  server: { port: 4180, fs: { allow: [searchForWorkspaceRoot(process.cwd())] } },
});
