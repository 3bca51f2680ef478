/** The moving line on stderr while transfers are waited for. */

import { bytes, speed } from '../../shared/format.ts'
import type { Tallies } from '../../shared/transfer.ts'
import type { EngineClient, Session } from './session.ts'

/** Loaded only where somebody looks at a terminal. */
async function usePainter({ terminal, world }: Session): Promise<void> {
  const { createLogUpdate } = await import('log-update')
  const paint = createLogUpdate(world.stderr as NodeJS.WriteStream, { showCursor: true })
  terminal.useForProgress({ paint, clear: () => paint.clear() })
}

/**
 * Shows the engine's speed and how far it is until `signal`. Never the reason for a command to fail.
 *
 * @param countLine how many of how many; null where there is nothing to show
 */
export async function showProgress(
  session: Session,
  client: EngineClient,
  countLine: (now: { readonly tallies: Tallies }) => string | null,
  signal: AbortSignal,
): Promise<void> {
  const { terminal } = session
  if (!terminal.isWatched || signal.aborted) return
  try {
    await usePainter(session)
    for await (const now of client.queue.follow({}, signal)) {
      const count = countLine(now)
      if (count === null) {
        terminal.endProgress()
        continue
      }
      const moved = `${bytes(now.acknowledgedBytes)} of ${bytes(now.totalBytes)}`
      terminal.progress(`${count} · ${moved} · ${speed(now.bytesPerSecond)}`)
    }
  } catch {
    // Whatever breaks here breaks the wait itself too, and is told there.
  } finally {
    terminal.endProgress()
  }
}
