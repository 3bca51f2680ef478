/** What is uploaded, and the hashes that it must arrive with. */

import { createHash } from 'node:crypto'
import { closeSync, mkdirSync, openSync, readSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { digests } from '../../../src/main/files/digests.ts'
import { pseudoRandom, writePseudoRandom } from '../../support/pseudo-random.ts'
import type { Work } from './compare.ts'

export const MiB = 1024 * 1024

export interface LargeFile extends Work {
  readonly path: string
  /** As Graph's services write it. */
  readonly hash: string
  readonly sha1: string
}

/** @param size bytes */
export async function largeFile(path: string, size: number): Promise<LargeFile> {
  await writePseudoRandom(path, size, 11)
  const digest = digests.start('quickXorHash')
  const sha1 = createHash('sha1')
  const file = openSync(path, 'r')
  const piece = Buffer.alloc(MiB)
  for (let got = readSync(file, piece); got > 0; got = readSync(file, piece)) {
    digest.update(piece.subarray(0, got))
    sha1.update(piece.subarray(0, got))
  }
  closeSync(file)
  const hash = digest.value()
  return { path, bytes: size, files: 1, hashes: [hash], hash, sha1: sha1.digest('hex') }
}

export interface SmallFiles extends Work {
  readonly folder: string
  readonly paths: readonly string[]
  /** A file with their paths, a line each. */
  readonly list: string
}

/** So many of 64 KiB, each with bytes of its own. */
export function smallFiles(folder: string, count: number): SmallFiles {
  const size = 64 * 1024
  mkdirSync(folder, { recursive: true })
  const hashes: string[] = []
  const paths = Array.from({ length: count }, (_, at) => {
    const path = join(folder, `small-${String(at).padStart(5, '0')}.bin`)
    const bytes = pseudoRandom(size, at + 1)
    const digest = digests.start('quickXorHash')
    digest.update(bytes)
    hashes.push(digest.value())
    writeFileSync(path, bytes)
    return path
  })
  const list = `${folder}.list`
  writeFileSync(list, `${paths.join('\n')}\n`)
  return { folder, paths, list, bytes: size * count, files: count, hashes }
}
