/**
 * Reads the policies of this computer. Whatever keeps one from being read, trusted or understood keeps the program from
 * starting: somebody who decided something must not find that it doesn't hold.
 */

import { execFile } from 'node:child_process'
import { constants, lstatSync, readFileSync, statSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import { type Result, ok } from '../../shared/failure.ts'
import type { PolicyFile } from './keys.ts'
import { parsePolicy, policyInvalid } from './parse.ts'
import type { PolicyPlace } from './places.ts'
import { type FileFacts, rootIds, whyNotTrusted, whyNotTrustedSddl } from './writers.ts'

const mostBytes = 1024 * 1024

/** Failures: `policy-invalid`. */
export async function readPolicies(places: readonly PolicyPlace[]): Promise<Result<PolicyFile[]>> {
  const files: PolicyFile[] = []
  for (const place of places) {
    const read = await readPolicy(place)
    if (!read.ok) return read
    if (read.value !== null) files.push(read.value)
  }
  return ok(files)
}

/** Null where there is none. */
async function readPolicy(place: PolicyPlace): Promise<Result<PolicyFile | null>> {
  const { path, mustExist } = place
  let file: FileHandle
  try {
    // A pipe of that name must not make us wait for ever.
    file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const isMissing = code === 'ENOENT' && !mustExist && !isThere(path)
    return isMissing ? ok(null) : policyInvalid(path, `it cannot be opened: ${code ?? String(error)}`)
  }
  try {
    const text = await textOf(file, place)
    return text.ok ? parsePolicy(text.value, path) : text
  } catch (error) {
    return policyInvalid(path, `it cannot be read: ${(error as NodeJS.ErrnoException).code ?? String(error)}`)
  } finally {
    await file.close()
  }
}

/** A link that leads nowhere is there: somebody meant something by it. */
function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined
}

async function textOf(file: FileHandle, place: PolicyPlace): Promise<Result<string>> {
  const { path } = place
  const found = await file.stat()
  if (!found.isFile()) return policyInvalid(path, 'it is not a regular file')
  if (found.size > mostBytes) return policyInvalid(path, 'it has more than a mebibyte')
  const wrong = process.platform === 'win32' ? await whyNotOnWindows(place) : whyNotHere(place, found)
  if (wrong !== null) return policyInvalid(path, wrong)
  try {
    // Editors of Windows put a mark at the beginning; the decoder takes it away.
    return ok(new TextDecoder('utf-8', { fatal: true }).decode(await file.readFile()))
  } catch {
    return policyInvalid(path, 'it is not UTF-8')
  }
}

/** The folder counts too: who can write there can put another file in this one's place. */
function whyNotHere({ path, writtenBy }: PolicyPlace, file: FileFacts): string | null {
  const trusted = [...idsOfRoot(), ...(writtenBy === 'anyone' ? [process.geteuid?.() ?? -1] : [])]
  const own = whyNotTrusted(file, trusted)
  if (own !== null || writtenBy === 'anyone') return own
  const folder = dirname(path)
  const wrong = whyNotTrusted(statSync(folder), trusted)
  return wrong === null ? null : `its folder ${folder}: ${wrong}`
}

function idsOfRoot(): number[] {
  if (process.platform !== 'linux') return [0]
  const read = (path: string): string | null => {
    try {
      return readFileSync(path, 'utf8')
    } catch {
      return null
    }
  }
  const overflow = Number(read('/proc/sys/kernel/overflowuid') ?? 65_534)
  return rootIds(read('/proc/self/uid_map'), overflow)
}

/** At its fixed place: a variable must not choose which program is asked. */
const powershell = String.raw`C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe`

async function whyNotOnWindows({ path, writtenBy }: PolicyPlace): Promise<string | null> {
  // One more file can only take away, and whoever runs us chose it.
  if (writtenBy === 'anyone') return null
  const ask = '(Get-Acl -LiteralPath $env:LONGSHORE_ASKED).Sddl'
  const args = ['-NoProfile', '-NonInteractive', '-Command', ask]
  const env = { SystemRoot: String.raw`C:\Windows`, LONGSHORE_ASKED: path }
  const { stdout } = await promisify(execFile)(powershell, args, { env, windowsHide: true, timeout: 30_000 })
  return whyNotTrustedSddl(stdout.trim())
}
