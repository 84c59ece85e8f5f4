// How the screen is built and tested. The build is embedded in the window, so there is no dev server, and assets aren't
// inlined (the content-security policy doesn't allow `data:`).
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { svelteTesting } from '@testing-library/svelte/vite';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const from = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  plugins: [svelte({ configFile: from('./svelte.config.js') }), svelteTesting()],
  resolve: { alias: { $lib: from('./src/lib'), $features: from('./src/features') } },
  build: { target: ['safari16.4', 'edge120'], assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  test: {
    environment: 'happy-dom',
    include: ['tests/**/*.test.ts'],
    setupFiles: ['tests/setup.ts'],
  },
});
