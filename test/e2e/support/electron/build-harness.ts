/** Builds the two ends of the transport's suite as the app's own are built. */

import { join } from 'node:path'
import { build } from 'vite'

const external = ['electron']

async function bundle(outDir: string, input: Record<string, string>, format: 'es' | 'cjs'): Promise<void> {
  await build({
    root: import.meta.dirname,
    configFile: false,
    logLevel: 'warn',
    ssr: { noExternal: true, external, target: 'node' },
    build: {
      ssr: true,
      target: 'node20.18',
      outDir,
      emptyOutDir: false,
      rolldownOptions: {
        input,
        external,
        output: { format, entryFileNames: format === 'es' ? '[name].mjs' : '[name].cjs', codeSplitting: false },
      },
    },
  })
}

/** @returns the script that Electron is to run */
export async function buildHarness(outDir: string): Promise<string> {
  await bundle(outDir, { 'harness-main': join(import.meta.dirname, 'harness-main.ts') }, 'es')
  await bundle(outDir, { 'harness-preload': join(import.meta.dirname, 'harness-preload.ts') }, 'cjs')
  return join(outDir, 'harness-main.mjs')
}
