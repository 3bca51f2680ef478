/** Secrets by name, and where they were seen: in each usual spelling, whole. */

import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { spellings } from './spellings.ts'

/** What is shorter may be there by chance. */
const shortest = 8

export class Canaries {
  readonly #spelt = new Map<string, readonly Buffer[]>()

  get names(): string[] {
    return [...this.#spelt.keys()]
  }

  /** A secret in text; an upload's key, a token, a passphrase. */
  add(name: string, secret: string): void {
    if (secret.length < shortest) throw new Error(`${name} is no secret: ${JSON.stringify(secret)}`)
    if (this.#spelt.has(name)) throw new Error(`${name} is there already`)
    this.#spelt.set(
      name,
      spellings(secret).map(([, text]) => Buffer.from(text)),
    )
  }

  addBytes(name: string, secret: Buffer): void {
    const texts = [secret.toString('base64').replace(/=+$/, ''), secret.toString('base64url'), secret.toString('hex')]
    this.#spelt.set(name, [secret, ...texts.map((text) => Buffer.from(text))])
  }

  /** The names of those that are in it. */
  in(content: Buffer | string): string[] {
    const bytes = Buffer.from(content)
    return this.names.filter((name) => this.#spelt.get(name)?.some((text) => bytes.includes(text)))
  }
}

/** Something that is put out: its name, and all of it. */
export type Sink = readonly [name: string, content: Buffer | string]

export function filesOf(folder: string, leaveOut: RegExp): Sink[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !leaveOut.test(path.slice(folder.length + 1)))
    .map((path): Sink => [path.slice(folder.length + 1), readFileSync(path)])
}

/** What any user may see of a process and of all that came of it. Linux. */
export function processesOf(pid: number): Sink[] {
  if (process.platform !== 'linux') return []
  const parts = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ name, stat: read(`/proc/${name}/stat`) }))
  const parentOf = new Map(parts.map(({ name, stat }) => [name, stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]]))
  const isOurs = (name: string | undefined): boolean =>
    name !== undefined && (Number(name) === pid || (parentOf.has(name) && isOurs(parentOf.get(name))))
  return parts
    .filter(({ name }) => isOurs(name))
    .flatMap(({ name }) =>
      ['cmdline', 'environ'].map((what): Sink => [`${what} of ${name}`, read(`/proc/${name}/${what}`)]),
    )
}

/** Of a process that may have ended meanwhile. */
function read(path: string): string {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return ''
  }
}
