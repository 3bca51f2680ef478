/** Tokens come from a file or from the standard input, never from the command line, where others can read them. */

import { TokenFile } from '../../shared/contract.ts'
import { usage } from './session.ts'
import type { Session } from './session.ts'

const maxBytes = 256 * 1024

/** What is wrong with it is said without a word of what is in it. */
export async function readTokens(session: Session, file: string): Promise<TokenFile> {
  const path = file === '-' ? '-' : session.path(file)
  const text = await session.world.readText(path, maxBytes).catch((error: NodeJS.ErrnoException) => {
    throw usage(`The token file ${file} can't be read (${error.code ?? error.message}).`)
  })
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
