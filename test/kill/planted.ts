/** The built program with a mistake planted in it, elsewhere: a test of what is to notice it. */

import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from '../../scripts/support/paths.ts'

export interface Planted {
  /** For `Harbour.open`. */
  readonly script: string
  readonly remove: () => void
}

/** @throws where what is to be replaced is there never, or more than once */
export function plant(find: string, put: string): Planted {
  const folder = mkdtempSync(join(tmpdir(), 'longshore-planted-'))
  for (const name of ['out/main', 'out/renderer', 'bin', 'package.json']) {
    cpSync(join(root, name), join(folder, name), { recursive: true })
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  const main = join(folder, 'out', 'main')
  const hits = readdirSync(main)
    .filter((name) => name.endsWith('.js'))
    .map((name) => ({ path: join(main, name), parts: readFileSync(join(main, name), 'utf8').split(find) }))
    .filter(({ parts }) => parts.length > 1)
  const [hit] = hits
  if (hit === undefined || hits.length > 1 || hit.parts.length !== 2) throw new Error(`not once in ${main}: ${find}`)
  writeFileSync(hit.path, hit.parts.join(put))
  const script = join(folder, 'test', 'support', 'built-longshore.cjs')
  mkdirSync(join(folder, 'test', 'support'), { recursive: true })
  cpSync(join(root, 'test/support/built-longshore.cjs'), script)
  return { script, remove: () => rmSync(folder, { recursive: true, force: true }) }
}
