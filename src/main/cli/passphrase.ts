/** Where a command takes the passphrase of the data key from: a file, the environment's file, or somebody at a terminal. */

import type { PassphraseSource } from '../client/owner-port.ts'
import { readPassphrase } from './secret-files.ts'
import { Interrupted, usage } from './session.ts'
import type { Session } from './session.ts'

/** Each is read once: the standard input can't be read twice, and nobody should be asked twice. */
export function passphraseOf(session: Session): PassphraseSource {
  let given: Promise<string | null> | null = null
  let wanted: Promise<string | null> | null = null
  const fromFile = async (): Promise<string | null> => {
    const file = session.passphraseFile
    return file === null ? null : readPassphrase(session, file)
  }
  const source = {
    given: () => (given ??= fromFile()),
    wanted: () => (wanted ??= source.given().then((found) => found ?? session.world.askSecret('Passphrase: '))),
  }
  return source
}

/**
 * One to protect the key with from now on: `file`, else two equal answers of somebody at the terminal, else the one that
 * was given for everything.
 */
export async function newPassphrase(session: Session, file: string | undefined): Promise<string> {
  if (file !== undefined) return readPassphrase(session, file)
  const given = await session.passphrase.given()
  if (given !== null) return given
  const first = await session.world.askSecret('New passphrase: ')
  if (first === null) {
    if (session.signal.aborted) throw new Interrupted()
    throw usage('Name a file with the passphrase: --new-passphrase-file FILE, or - for the standard input.')
  }
  if ((await session.world.askSecret('Once more: ')) !== first) throw usage('The two passphrases differ.')
  return first
}
