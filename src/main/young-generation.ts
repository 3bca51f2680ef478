/** How much room short-lived objects get. */

import { setFlagsFromString } from 'node:v8'

/**
 * From here on the young generation stays as large as it is. V8 lets it grow with what is made, up to 96 MiB and more, and an
 * engine that sends for hours makes plenty: all of it dead at once, so a small room that is swept often does as well. What it
 * has grown to when this is called (a few MiB) is what a start needs. V8 reads this flag whenever it considers growing;
 * a V8 that doesn't know it goes on as it would have.
 */
export function keepYoungGeneration(): void {
  setFlagsFromString('--semi-space-growth-factor=1')
}
