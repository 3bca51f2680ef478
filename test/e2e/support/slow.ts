/** A line that is slow enough to have a middle, and quick enough to see its end. */

import type { Journey } from './journey.ts'

export const slow = { 'bandwidth.bytesPerSecond': String(2 * 1024 * 1024) }
/** For `journey.cli`. */
export const fast = ['settings', 'set', 'bandwidth.bytesPerSecond', 'null'] as const

/** The service has taken a part of it. */
export async function untilUnderWay({ queue }: Journey, name: string): Promise<void> {
  await queue
    .row(name)
    .getByText(/^Uploading · [1-9]/)
    .waitFor()
}
