/** What a sink can take: measured with a client that does next to nothing, before anything is compared. */

import { type Stopwatch, median } from './measure.ts'
import type { Setting } from './peers.ts'

/**
 * MB/s that one connection gets through. Where the bytes are deciphered the client that enciphers them is no faster than
 * the sink, so that what the sink's own processor time allows counts, if that is more.
 */
export async function ceilingOf(
  program: string,
  watch: Stopwatch,
  { sink, inside }: Setting,
  path: string,
  bytes: number,
): Promise<number> {
  const kind = sink.isTls ? 'tls' : 'plain'
  const command = { args: [program, sink.address, String(sink.port), kind, 'one', path] }
  const found: number[] = []
  for (let round = 0; round < 4; round += 1) {
    const before = (await sink.stats()).cpuMs
    const { wallMs } = await watch.run(command, inside)
    const busyMs = (await sink.stats()).cpuMs - before
    // The first one warms the page cache.
    if (round > 0) found.push(bytes / 1e3 / Math.min(wallMs, sink.isTls ? busyMs : wallMs))
  }
  return median(found)
}

/** MB/s of small files, by a plain C client with so many connections. */
export async function smallCeilingOf(
  program: string,
  watch: Stopwatch,
  { sink, inside }: Setting,
  { list, bytes }: { readonly list: string; readonly bytes: number },
): Promise<number> {
  const command = { args: [program, sink.address, String(sink.port), sink.isTls ? 'tls' : 'plain', 'many', '16', list] }
  const found: number[] = []
  for (let round = 0; round < 4; round += 1) {
    const before = (await sink.stats()).cpuMs
    const { wallMs } = await watch.run(command, inside)
    const busyMs = (await sink.stats()).cpuMs - before
    if (round > 0) found.push(bytes / 1e3 / Math.min(wallMs, busyMs))
  }
  return median(found)
}
