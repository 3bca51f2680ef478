import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** So many files of a few bytes, a hundred a folder. */
export function makeTree(folder: string, files: number): void {
  for (let at = 0; at < files; at += 1) {
    const inner = join(folder, `run-${String(Math.floor(at / 100)).padStart(5, '0')}`)
    if (at % 100 === 0) mkdirSync(inner, { recursive: true })
    writeFileSync(join(inner, `frame-${String(at).padStart(7, '0')}.bin`), String(at))
  }
}
