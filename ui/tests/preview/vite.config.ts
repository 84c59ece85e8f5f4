// The preview page: the whole screen in a browser, with a fake desk instead of Rust. `npm run preview`, then open the
// address it prints with `?view=now&theme=dark&state=calm` (states: preview.ts). No part of the build.
import { mergeConfig, searchForWorkspaceRoot } from 'vite';
import base from '../../vite.config.ts';

export default mergeConfig(base, {
  root: import.meta.dirname,
  server: { port: 4180, fs: { allow: [searchForWorkspaceRoot(process.cwd())] } },
});
