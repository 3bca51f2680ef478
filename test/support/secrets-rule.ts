/**
 * What the practice clouds of a test have handed out, and the data key, is nowhere in the data folders that the test
 * made: looked for when a folder goes, in raw form, percent-encoded, in base64 and in hex. The token rule hands in what was minted,
 * and every folder that a test makes is given back through here.
 */

import { existsSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { noteBroken } from './broken-rules.ts'
import { spellings } from './spellings.ts'

/** What shows that a folder is a data folder. */
const database = 'longshore.db'
/** A test's sources may lie around it, and some are large; nothing of ours is. */
const largest = 16 * 1024 * 1024
const deepest = 3

/** Where a secret may be, and why. Names are of files in a data folder. */
const allowed: readonly { readonly of: RegExp; readonly what: 'data key' | 'anything'; readonly why: string }[] = [
  { of: /^key$/, what: 'data key', why: 'the key file: what it is for' },
  { of: /^practice[/\\]/, what: 'anything', why: 'the practice cloud that runs inside keeps its own' },
]

interface Wanted {
  readonly what: 'minted' | 'data key'
  readonly spelt: readonly Buffer[]
}

const minted = new Map<string, Wanted>()

/** What a practice cloud has handed out so far. */
export function noteMinted(secrets: readonly { readonly secret: string }[]): void {
  for (const { secret } of secrets) {
    if (!minted.has(secret))
      minted.set(secret, { what: 'minted', spelt: spellings(secret).map(([, text]) => Buffer.from(text)) })
  }
}

/** The folder goes. @throws where a secret is in it */
export function removeFolder(folder: string): void {
  const found = sightingsIn(folder)
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  if (found.length === 0) return
  const wrong = new Error(`secrets in the open: ${found.join(', ')}`)
  noteBroken(wrong)
  throw wrong
}

/** `what in FILE`, for every file of every data folder in it. */
function sightingsIn(folder: string): string[] {
  return dataFoldersIn(folder, 0).flatMap((dataDir) => {
    const wanted = [...minted.values(), ...dataKeyOf(dataDir)]
    return filesIn(dataDir).flatMap((path) => {
      const name = relative(dataDir, path)
      const free = allowed.filter(({ of }) => of.test(name)).map(({ what }) => what)
      const here = wanted.filter(
        ({ what }) => !free.includes('anything') && !(what === 'data key' && free.includes(what)),
      )
      if (here.length === 0) return []
      const content = readFileSync(path)
      return here
        .filter(({ spelt }) => spelt.some((text) => content.includes(text)))
        .map(({ what }) => `${what} in ${name}`)
    })
  })
}

function dataFoldersIn(folder: string, depth: number): string[] {
  if (!existsSync(folder)) return []
  if (existsSync(join(folder, database))) return [folder]
  if (depth === deepest) return []
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => dataFoldersIn(join(folder, name), depth + 1))
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => (statSync(path, { throwIfNoEntry: false })?.size ?? Infinity) <= largest)
}

/** Where it is in a file in the open; one that is wrapped is found by nobody. */
function dataKeyOf(dataDir: string): Wanted[] {
  const path = join(dataDir, 'key')
  if (!existsSync(path)) return []
  const key = Buffer.from(readFileSync(path, 'utf8').trim(), 'base64')
  if (key.length !== 32) return []
  const texts = [key.toString('base64').replace('=', ''), key.toString('base64url'), key.toString('hex')]
  return [{ what: 'data key', spelt: [key, ...texts.map((text) => Buffer.from(text))] }]
}
