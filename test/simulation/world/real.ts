/** What the runtime had before the simulation took its place (globals.ts). */

export const realDate = Date
const realImmediate = setImmediate

/** A turn of the real loop. */
export function realTurn(act: () => void): void {
  realImmediate(act)
}

const tickCallback = Reflect.get(process, '_tickCallback') as () => void

/**
 * After this every promise that can go on without an event has gone on: what the runtime itself does after each callback,
 * at a tenth of the price of a turn of its loop. Not from within a promise.
 */
export function promisesRest(): void {
  tickCallback()
}
