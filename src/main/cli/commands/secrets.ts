/** `longshore secrets …`: how the key is kept that seals tokens and upload addresses. */

import { Argument } from 'commander'
import type { Command } from 'commander'
import type { ProtectSecrets, SecretsView } from '../../../shared/protection.ts'
import { longestPassphrase, protections, shortestPassphrase } from '../../../shared/protection.ts'
import type { Protection } from '../../../shared/protection.ts'
import { newPassphrase } from '../passphrase.ts'
import { usage, valueOf } from '../session.ts'
import type { Session } from '../session.ts'

const kept: Readonly<Record<Protection, string>> = {
  'key-file': 'The key is in the file `key` of the data folder: who can read your files can read it.',
  passphrase: 'The key is under a passphrase.',
  keychain: "The key is in the system's keychain.",
}

const keychains: Readonly<Record<SecretsView['keychain'], string>> = {
  usable: "The system's keychain can be used.",
  'plain-text': "There is no keychain here that protects anything, so it isn't used.",
  unavailable: "The system's keychain can't be used now.",
  'app-only': "The system's keychain can be chosen in the app's settings only.",
}

function lines({ protection, keychain }: SecretsView): string[] {
  return protection === 'keychain' ? [kept[protection]] : [kept[protection], keychains[keychain]]
}

async function show(session: Session): Promise<void> {
  const view = await session.ask(async (client) => valueOf(await client.secrets.show({})))
  session.terminal.answer(view, () => lines(view))
}

interface Flags {
  readonly newPassphraseFile?: string
}

async function requestOf(session: Session, by: Protection, { newPassphraseFile }: Flags): Promise<ProtectSecrets> {
  if (by !== 'passphrase') {
    if (newPassphraseFile !== undefined) throw usage('--new-passphrase-file goes with passphrase.')
    return { by }
  }
  const passphrase = await newPassphrase(session, newPassphraseFile)
  const { length } = passphrase
  if (length >= shortestPassphrase && length <= longestPassphrase) return { by, passphrase }
  throw usage(`A passphrase has ${shortestPassphrase} to ${longestPassphrase} characters.`)
}

async function protect(session: Session, by: Protection, flags: Flags): Promise<void> {
  const request = await requestOf(session, by, flags)
  const view = await session.ask(async (client) => valueOf(await client.secrets.protect(request)))
  session.terminal.answer(view, () => lines(view))
}

export function addSecrets(program: Command, session: Session): void {
  const command = program.command('secrets').description('how the stored sign-ins are protected')
  command
    .command('show')
    .description('how the key is kept')
    .action(() => show(session))
  command
    .command('protect')
    .description('keep the key in another way from now on')
    .addArgument(new Argument('<how>', 'the way').choices(protections))
    .option('--new-passphrase-file <file>', 'the passphrase from now on; - for the standard input')
    .action((by: Protection, flags: Flags) => protect(session, by, flags))
}
