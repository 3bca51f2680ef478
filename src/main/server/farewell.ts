/** How a server of sockets ends: what is under way is answered, then everybody is told goodbye. */

import type { WebSocket } from 'ws'

/** How long the calls under way may take to be answered when the owner ends. */
const drainMs = 5_000
/** How long a client may take to say goodbye before its line is cut. */
const farewellMs = 1_000

/** Who serves one client: what `serve` returns. */
export interface Drainable {
  drain(): Promise<void>
}

export function farewell(socket: WebSocket): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => socket.terminate(), farewellMs)
    socket.once('close', () => {
      clearTimeout(cut)
      resolve()
    })
    socket.close(1001, 'the engine is ending')
  })
}

export async function drained(servings: Iterable<Drainable>): Promise<void> {
  let cut: NodeJS.Timeout | undefined
  const isTooLong = new Promise<void>((resolve) => (cut = setTimeout(resolve, drainMs)))
  await Promise.race([Promise.allSettled([...servings].map((serving) => serving.drain())), isTooLong])
  clearTimeout(cut)
}
