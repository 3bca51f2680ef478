/**
 * A process of its own that puts one uploaded file away, or takes it back, and kills itself at the Nth moment:
 * `put-away-child.ts FOLDER move|trash put|undo N`. N 0: never; then it ends by itself.
 */

import { readdirSync } from 'node:fs'
import { type FileCalls, fileCalls } from '../../src/main/files/relocate.ts'
import { aftersOf, benchOn, placesIn } from './put-away-bench.ts'

const [folder = '', what = '', direction = '', last = '0'] = process.argv.slice(2)
const places = placesIn(folder)
let moment = 0

function at(): void {
  moment += 1
  if (moment !== Number(last)) return
  process.kill(process.pid, 'SIGKILL')
  // Nothing after the signal may run.
  for (;;);
}

/** Looking changes nothing, so that a moment before or after it is that of the call beside it. */
function killable(): Partial<FileCalls> {
  const calls = { rename: fileCalls.rename, link: fileCalls.link, unlink: fileCalls.unlink }
  return Object.fromEntries(
    Object.entries(calls).map(([name, call]) => [
      name,
      async (...paths: [string, string]) => {
        at()
        await call(...paths)
        at()
      },
    ]),
  )
}

const after = aftersOf(places)[what === 'trash' ? 'trash' : 'move']
const bench = benchOn(places, { after, calls: killable(), at })
if (direction === 'undo') {
  const [moved] = bench.open.sync.page({ limit: 1 }).transfers
  if (moved?.cleanUp?.state === 'moved') {
    const taken = await bench.cleaner.undo(moved.id)
    if (!taken.ok) throw new Error(JSON.stringify(taken.failure))
  }
}
await bench.settle()
await bench.end()
bench.open.db.close()
process.stdout.write(`${readdirSync(folder).length}\n`)
