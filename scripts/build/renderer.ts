/** The page: one script, one style sheet, nothing inline, so that it runs under `script-src 'self'; style-src 'self'`. */

import { join } from 'node:path'
import react from '@vitejs/plugin-react'
import { build } from 'vite'
import type { InlineConfig } from 'vite'
import { root } from '../support/paths.ts'

/**
 * Whatever started this: with another NODE_ENV (test runners set one) the page would be React's for development, which
 * is slower, larger, and mounts everything twice.
 */
export async function buildRenderer(outDir: string): Promise<void> {
  const before = process.env['NODE_ENV']
  process.env['NODE_ENV'] = 'production'
  try {
    await build(rendererBuild(outDir))
  } finally {
    if (before === undefined) delete process.env['NODE_ENV']
    else process.env['NODE_ENV'] = before
  }
}

function rendererBuild(outDir: string): InlineConfig {
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
      license: { fileName: 'licences.md' },
      sourcemap: true,
      assetsInlineLimit: 0,
      cssCodeSplit: false,
      modulePreload: false,
      reportCompressedSize: false,
      chunkSizeWarningLimit: 1_000,
    },
  }
}
