/**
 * What lies beside a packed app so that it can be judged: the list of its parts, the manifest of each unpacked folder,
 * and the hashes of what is handed out. electron-builder.yml calls it last, after signing.
 */

import { readdir, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { BuildResult } from 'electron-builder'
import { manifestOf, sha256Of } from './manifest.ts'
import { partsList } from './parts-list.ts'

/** As electron-builder names them: `linux-unpacked`, `win-arm64-unpacked`, `mac`, `mac-arm64`. */
const unpacked = /^(?:(?:linux|win)(?:-[a-z0-9]+)?-unpacked|mac(?:-[a-z0-9]+)?)$/

/** electron-builder's hook after everything. @returns what is to be handed out too */
export async function afterAllArtifactBuild({ outDir, artifactPaths }: BuildResult): Promise<string[]> {
  const parts = join(outDir, 'longshore.cdx.json')
  await writeFile(parts, partsList())
  for (const entry of await readdir(outDir, { withFileTypes: true })) {
    if (!entry.isDirectory() || !unpacked.test(entry.name)) continue
    const folder = join(outDir, entry.name)
    await writeFile(`${folder}.sha256`, await manifestOf(folder))
  }
  const handedOut = artifactPaths.filter((path) => !unpacked.test(basename(path)))
  if (handedOut.length === 0) return [parts]
  const lines = await Promise.all(
    [...handedOut, parts].toSorted().map(async (path) => `${await sha256Of(path)}  ${basename(path)}\n`),
  )
  const sums = join(outDir, 'SHA256SUMS')
  await writeFile(sums, lines.join(''))
  return [parts, sums]
}
