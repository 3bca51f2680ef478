/**
 * `npm run verify -- FOLDER [MANIFEST]`: is a packed app, file by file, what its manifest says (by default the one beside
 * it)? Ends with 1 where not. Also says what is burnt into its program.
 */

import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { readFuseWires } from './pack/fuse-wire.ts'
import { differences } from './pack/manifest.ts'

/** The program in an unpacked folder; null on macOS, where it is one of many in a bundle. */
function programIn(folder: string): string | null {
  return ['longshore', 'Longshore.exe'].map((name) => join(folder, name)).find((path) => existsSync(path)) ?? null
}

async function verify(folder: string, manifest = `${folder}.sha256`): Promise<string[]> {
  if (!existsSync(folder)) return [`There is no folder ${folder}.`]
  if (!existsSync(manifest)) return [`There is no manifest ${manifest}.`]
  const found = await differences(folder, readFileSync(manifest, 'utf8'))
  const program = programIn(folder)
  const fuses = program === null ? [] : readFuseWires(readFileSync(program)).flatMap((wire) => [...wire])
  for (const [name, state] of fuses) process.stdout.write(`${name}: ${state}\n`)
  return found
}

const [folder, manifest] = process.argv.slice(2)
const problems = folder === undefined ? ['Name the folder of the packed app.'] : await verify(resolve(folder), manifest)
process.stdout.write(problems.length === 0 ? 'Every file is as the manifest says.\n' : `${problems.join('\n')}\n`)
if (problems.length > 0) process.exitCode = 1
