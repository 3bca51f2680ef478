/** `node lock-racer.ts LOCK`: tries to become the owner at each line of its input, and says `mine` or `taken`. */

import { writeSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { acquireOwnerLock } from '../../src/main/store/owner-lock.ts'

const [path = ''] = process.argv.slice(2)
let lock: ReturnType<typeof acquireOwnerLock> = null

createInterface({ input: process.stdin }).on('line', (line) => {
  if (line === 'release') {
    lock?.release()
    writeSync(1, 'released\n')
    return
  }
  const tried = acquireOwnerLock(path)
  lock ??= tried
  writeSync(1, tried === null ? 'taken\n' : 'mine\n')
})
writeSync(1, 'ready\n')
