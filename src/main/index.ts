/** The entry of the app: gives the shell the engine's owner and the places of what was built, and opens it. */

import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { FailureError, failure, viewOf } from '../shared/failure.ts'
import type { Failure } from '../shared/failure.ts'
import { passphraseIn } from '../shared/protection.ts'
import { isForCommandLine } from './cli/command-names.ts'
import { defaultDataDir, prepareDataFolder } from './data-folder.ts'
import { addressesToDial } from './private-address.ts'
import { readStaticFiles } from './server/static-files.ts'
import { runShell } from './shell/app.ts'
import { goHeadless } from './shell/headless.ts'
import { ownArguments } from './shell/launch-options.ts'
import { builtPage } from './web-ui.ts'

/** Two folders up, from the source as from what is built of it. */
const ofRoot = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url))

const { version } = JSON.parse(readFileSync(ofRoot('package.json'), 'utf8')) as { version: string }

/** Like the command line's exit status: the engine or the store can't be started. */
const unreachable = 4

function sentence(found: Failure): string {
  const { message, nextStep, code } = viewOf(found, null)
  return `${message} ${nextStep} (${code})`
}

/** The window can't ask for one before there is an engine; whoever starts us can give it in a file, as to the daemon. */
async function passphraseOfEnvironment(): Promise<string | null> {
  const file = process.env['LONGSHORE_PASSPHRASE_FILE'] ?? ''
  if (file === '') return null
  const wrong = (detail: string): FailureError =>
    new FailureError(failure('usage', { detail: `The passphrase file ${file} ${detail}.` }))
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw wrong(`can't be read (${error.code ?? error.message})`)
  })
  const passphrase = passphraseIn(text)
  if (passphrase === null) throw wrong('must hold the passphrase and nothing else')
  return passphrase
}

function openWindow(): Promise<void> {
  return runShell({
    reach: {
      version,
      addresses: addressesToDial,
      openOwner: async (options) => (await import('./owner.ts')).openOwner(options),
      sleep: (ms) => sleep(ms),
    },
    defaultDataDir: defaultDataDir(),
    prepareDataFolder,
    passphrase: { given: passphraseOfEnvironment, wanted: passphraseOfEnvironment },
    readPage: () => readStaticFiles(builtPage),
    assets: ofRoot('assets'),
    preload: ofRoot('out/preload/preload.cjs'),
    say: (line) => process.stdout.write(`${line}\n`),
    warn: (line) => process.stderr.write(`${line}\n`),
  })
}

/** The package has one program: with a command it is the command line, else the window. */
async function runCommand(args: readonly string[]): Promise<void> {
  goHeadless()
  const { runCommandLine } = await import('./command-line.ts')
  process.exit(await runCommandLine(args))
}

const args = ownArguments(process.argv, process.defaultApp)

// Not waited for: the runtime says that it is ready only when this module was run to its end.
;(isForCommandLine(args) ? runCommand(args) : openWindow()).catch((error: unknown) => {
  process.stderr.write(`${error instanceof FailureError ? sentence(error.failure) : String(error)}\n`)
  process.exit(unreachable)
})
