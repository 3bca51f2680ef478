/** The page: one script, one style sheet, nothing inline, so that it runs under `script-src 'self'; style-src 'self'`. */

import { join } from 'node:path'
import react from '@vitejs/plugin-react'
import type { InlineConfig } from 'vite'
import { root } from '../support/paths.ts'

export function rendererBuild(outDir: string): InlineConfig {
  return {
    root: join(root, 'src', 'renderer'),
    // The app's own window opens it from a folder, the daemon from its root.
    base: './',
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    plugins: [react()],
    build: {
      // The oldest Chromium that runs it: the one in our Electron.
      target: 'chrome130',
      outDir,
      emptyOutDir: true,
      sourcemap: true,
      assetsInlineLimit: 0,
      cssCodeSplit: false,
      modulePreload: false,
      reportCompressedSize: false,
      chunkSizeWarningLimit: 1_000,
    },
  }
}
