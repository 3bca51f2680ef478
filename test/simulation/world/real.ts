/** What the runtime had before the simulation took its place (globals.ts). */

export const realDate = Date
const realImmediate = setImmediate

/** After this every promise that can go on without an event has gone on. */
export function promisesRest(): Promise<void> {
  return new Promise((resolve) => void realImmediate(resolve))
}
