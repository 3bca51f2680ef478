/** Secrets come from a file or from the standard input, never from the command line, where others can read them. */

import { TokenFile } from '../../shared/contract.ts'
import { passphraseIn } from '../../shared/protection.ts'
import { proxyLoginOf } from '../../shared/proxy-choice.ts'
import type { ProxyLogin } from '../../shared/proxy-choice.ts'
import { usage } from './session.ts'
import type { Session } from './session.ts'

const maxBytes = 256 * 1024
/** Far more than any service gives. */
const longestSecret = 4_096

/** What is wrong with it is said without a word of what is in it. */
export async function readTokens(session: Session, file: string): Promise<TokenFile> {
  const text = await read(session, 'token', file)
  let found: unknown
  try {
    found = JSON.parse(text)
  } catch {
    throw usage(`The token file ${file} is not JSON.`)
  }
  const parsed = TokenFile.safeParse(found)
  if (parsed.success) return parsed.data
  const wrong = parsed.error.issues[0]?.path.join('.') ?? ''
  throw usage(`The token file ${file} is not as expected${wrong === '' ? '' : ` (${wrong})`}.`)
}

/** The secret of an app registration: one line of text, as it is copied from the service's page. */
export async function readClientSecret(session: Session, file: string): Promise<string> {
  const secret = (await read(session, 'client secret', file)).trim()
  if (/^[\x21-\x7e]+$/.test(secret) && secret.length <= longestSecret) return secret
  throw usage(`The client secret file ${file} must hold the secret and nothing else.`)
}

/** One line of text; only the line's end isn't a part of it. */
export async function readPassphrase(session: Session, file: string): Promise<string> {
  const passphrase = passphraseIn(await read(session, 'passphrase', file))
  if (passphrase !== null) return passphrase
  throw usage(`The passphrase file ${file} must hold the passphrase and nothing else.`)
}

/** What a proxy is told of us: one line, `USER:PASSWORD`. */
export async function readProxyLogin(session: Session, file: string): Promise<ProxyLogin> {
  const text = (await read(session, 'password', file)).replace(/\r?\n$/, '')
  const login = proxyLoginOf(text)
  if (login !== null && text.length <= longestSecret) return login
  throw usage(`The password file ${file} must hold USER:PASSWORD and nothing else.`)
}

async function read(session: Session, what: string, file: string): Promise<string> {
  const path = file === '-' ? '-' : session.path(file)
  return session.world.readText(path, maxBytes).catch((error: NodeJS.ErrnoException) => {
    throw usage(`The ${what} file ${file} can't be read (${error.code ?? error.message}).`)
  })
}
