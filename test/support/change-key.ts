/**
 * `node change-key.ts KEY TO SECRET STEP`: changes the protection of a key, and is killed before the operation of the
 * file system whose number is STEP; half of what is written may be there then. Prints `changed` where it came to the end.
 */

import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { fixedMeans } from './fixed-means.ts'
import type { Protection } from '../../src/shared/protection.ts'

const [path = '', to = '', secret = '', step = ''] = process.argv.slice(2)
let left = Number.POSITIVE_INFINITY

function die(): never {
  process.kill(process.pid, 'SIGKILL')
  // The signal is delivered before this goes on.
  for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_000)
}

const real = { ...fs }
for (const name of ['openSync', 'writeSync', 'fsyncSync', 'closeSync', 'renameSync', 'linkSync', 'rmSync'] as const) {
  const act = real[name] as (...args: unknown[]) => unknown
  Object.assign(fs, {
    [name]: (...args: unknown[]) => {
      if (left === 0) {
        if (name === 'writeSync') real.writeSync(args[0] as number, String(args[1]).slice(0, 20))
        die()
      }
      left -= 1
      return act(...args)
    },
  })
}
syncBuiltinESMExports()

const { changeProtection, openDataKey } = await import('../../src/main/secrets/data-key.ts')
const means = fixedMeans(secret)
const { key } = await openDataKey(path, [], means)
left = Number(step)
await changeProtection(path, key, to as Protection, means)
left = Number.POSITIVE_INFINITY
process.stdout.write('changed\n')
