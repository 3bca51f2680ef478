/**
 * The page's files, read once when the server starts. A request is looked up in this map by its path as it was sent;
 * no path on disk is ever made from one, so there is nothing to traverse.
 */

import { readFile, readdir } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { shellPath } from './guard.ts'

export interface StaticFile {
  readonly type: string
  readonly bytes: Buffer
}

/** By path: `/`, `/assets/index-4f2a.js`. */
export type StaticFiles = ReadonlyMap<string, StaticFile>

const start = 'index.html'

/** What isn't named here isn't served: no source maps, no leftovers of the build. */
const types: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  json: 'application/json; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  ico: 'image/x-icon',
  woff2: 'font/woff2',
}

/** So that the path in the map and the one that a browser sends are the same, letter by letter. */
const plain = /^[\w.-]+(?:\/[\w.-]+)*$/

/** Null where no page was built there. Links are not followed. */
export async function readStaticFiles(dir: string): Promise<StaticFiles | null> {
  const found = await readdir(dir, { recursive: true, withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return []
    throw error
  })
  const files = new Map<string, StaticFile>()
  for (const entry of found) {
    const path = join(entry.parentPath, entry.name)
    const name = relative(dir, path).split(sep).join('/')
    const type = types[/\.([a-z0-9]+)$/.exec(name)?.[1] ?? '']
    if (!entry.isFile() || type === undefined || !plain.test(name)) continue
    files.set(name === start ? shellPath : `/${name}`, { type, bytes: await readFile(path) })
  }
  return files.has(shellPath) ? files : null
}
