/** A client's end of the private socket. Talks to nobody but the engine of its own user. */

import { lstat } from 'node:fs/promises'
import { connect } from 'node:net'
import { WebSocket } from 'ws'
import { fail, failure, ok } from '../../shared/failure.ts'
import type { Result } from '../../shared/failure.ts'
import { maxAnswerChars } from '../../shared/rpc.ts'
import type { Transport } from '../../shared/rpc.ts'
import { socketTransport } from '../../shared/socket-transport.ts'

/** UTF-8 has at most three bytes for a UTF-16 unit. */
const maxPayload = 3 * maxAnswerChars
const handshakeTimeout = 5_000

/** Nobody listens: never did, or was killed and left its socket behind. */
const nobody = new Set(['ENOENT', 'ECONNREFUSED', 'ENOTSOCK'])

function unreachable(detail: string): Result<never> {
  return fail(failure('engine-unreachable', { detail }))
}

function open(path: string): Promise<Result<Transport | null>> {
  return new Promise((resolve) => {
    const socket = new WebSocket('ws://localhost/', {
      // Not as a ws+unix: address, whose path may hold neither a colon nor a space.
      createConnection: () => connect(path),
      maxPayload,
      handshakeTimeout,
      perMessageDeflate: false,
    })
    socket.once('open', () => resolve(ok(socketTransport(socket))))
    socket.once('error', (error: NodeJS.ErrnoException) => {
      const code = error.code ?? ''
      if (nobody.has(code)) resolve(ok(null))
      else resolve(unreachable(code === '' ? error.message : code))
    })
  })
}

/** The line to whoever listens at `path`; null where nobody does. Somebody else's socket is refused. */
export async function dialPrivately(path: string): Promise<Result<Transport | null>> {
  if (process.platform !== 'win32') {
    const found = await lstat(path).catch(() => null)
    if (found === null) return ok(null)
    if (!found.isSocket() || found.uid !== process.geteuid?.()) return unreachable(`${path} is not ours`)
  }
  return open(path)
}
