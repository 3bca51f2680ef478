import { join } from 'node:path'
import { build } from 'vite'
import { buildRenderer } from './build/renderer.ts'
import { preloadEntry, presentMainEntries } from './support/entries.ts'
import { root } from './support/paths.ts'

/** The oldest Node that runs what we build: the one inside the Electron that the tests use. */
const oldestBuiltNode = 'node20.18'

/** better-sqlite3 is native and electron is the runtime; everything else goes into the files. */
const external = ['better-sqlite3', 'electron']

async function buildMain(): Promise<void> {
  const input = presentMainEntries()
  if (Object.keys(input).length === 0) throw new Error('There is no entry to build: see scripts/support/entries.ts.')
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    ssr: { noExternal: true, external, target: 'node' },
    build: {
      ssr: true,
      target: oldestBuiltNode,
      outDir: join(root, 'out', 'main'),
      emptyOutDir: true,
      license: { fileName: 'licences.md' },
      sourcemap: true,
      minify: false,
      rolldownOptions: {
        input,
        external,
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  })
}

/** Sandboxed, a preload can load nothing: it is one file, and CommonJS. */
async function buildPreload(): Promise<void> {
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    ssr: { noExternal: true, external, target: 'node' },
    build: {
      ssr: true,
      target: oldestBuiltNode,
      outDir: join(root, 'out', 'preload'),
      emptyOutDir: true,
      sourcemap: true,
      minify: false,
      rolldownOptions: {
        input: { preload: preloadEntry },
        external,
        output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false },
      },
    },
  })
}

await buildMain()
await buildPreload()
await buildRenderer(join(root, 'out', 'renderer'))
