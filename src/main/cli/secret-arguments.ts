/**
 * A token among the arguments is refused before anything is done with it: every user of this computer can read the
 * arguments of a process, and a shell keeps them in its history. What it looked like is not repeated.
 */

import { usage } from './session.ts'

/** As services make them; none is a name that somebody gives a file by chance. */
const shapes: readonly RegExp[] = [
  // A JSON Web Token: two parts of base64url that begin like `{"`, and a signature (RFC 7519 section 3).
  /\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]*/,
  /^bearer\s+\S{16,}$/i,
  // Entra's refresh tokens, and those of personal accounts.
  /^[01]\.A[\w-]{8,}\.[\w-]{60,}/,
  /^M\.[CR]\d+_\w{3}\./,
  // An access token of a personal account: a long ticket in base64.
  /^EwB[\w+/-]{200,}={0,2}$/,
]

const names = /^--?(?:access-?|refresh-?)?(?:token|secret|client-?secret|password)(?:=|$)/i

/**
 * @param exists a file may have any name
 * @throws FailureError `usage`
 */
export function refuseSecrets(args: readonly string[], exists: (path: string) => boolean): void {
  const end = args.includes('--') ? args.indexOf('--') : args.length
  for (const [at, argument] of args.entries()) {
    const value = /^--?[\w-]+=(.*)$/s.exec(argument)?.[1] ?? argument
    const looksLikeOne = shapes.some((shape) => shape.test(value)) && !exists(value)
    if (!looksLikeOne && (at > end || !names.test(argument))) continue
    const told = looksLikeOne ? `Argument ${at + 1} looks like a token.` : `Argument ${at + 1} would carry a secret.`
    throw usage(
      `${told} Everybody on this computer can read arguments: give it in a file, with --token-file or --client-secret-file. Take it for known by others.`,
    )
  }
}
