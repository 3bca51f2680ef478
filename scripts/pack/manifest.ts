/**
 * What a packed app consists of, as the SHA-256 of every file in it: programs, native libraries and snapshots too, since
 * what Electron checks by itself is the archive alone, and on Linux not even that. The form is that of `sha256sum`, so that
 * anybody can compare without us: `cd FOLDER && sha256sum -c ../FOLDER.sha256`.
 */

import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, readlink } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'

/** By path from the folder, with slashes: what it is. */
type Parts = ReadonlyMap<string, string>

export async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}

/** Links are no files: where one leads is what it is. */
async function partsOf(folder: string): Promise<Parts> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const parts: [string, string][] = []
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name)
    const name = relative(folder, path).split(sep).join('/')
    if (entry.isSymbolicLink()) parts.push([name, `link to ${await readlink(path)}`])
    else if (entry.isFile()) parts.push([name, await sha256Of(path)])
    else if (!entry.isDirectory()) parts.push([name, 'neither file nor folder'])
  }
  return new Map(parts.toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

/** The manifest of a folder as text. What is no file stands in it as a comment, which `sha256sum` passes over. */
export async function manifestOf(folder: string): Promise<string> {
  const lines = [...(await partsOf(folder))].map(([name, what]) =>
    /^[0-9a-f]{64}$/.test(what) ? `${what}  ${name}` : `# ${what}  ${name}`,
  )
  return `${lines.join('\n')}\n`
}

function partsIn(manifest: string): Parts {
  const lines = manifest.split('\n').filter((line) => line !== '')
  return new Map(
    lines.map((line) => {
      const [, what = '', name = ''] = /^(?:# )?(.+?) {2}(.+)$/.exec(line) ?? []
      if (name === '') throw new Error(`This line of the manifest says nothing: ${line}`)
      return [name, what] as const
    }),
  )
}

/** How a folder differs from its manifest, a line each; empty where it doesn't. */
export async function differences(folder: string, manifest: string): Promise<string[]> {
  const [wanted, found] = [partsIn(manifest), await partsOf(folder)]
  const changed = [...wanted].filter(([name, what]) => found.get(name) !== what)
  return [
    ...changed.map(([name]) => `${found.has(name) ? 'changed' : 'missing'}: ${name}`),
    ...[...found.keys()].filter((name) => !wanted.has(name)).map((name) => `added: ${name}`),
  ]
}
