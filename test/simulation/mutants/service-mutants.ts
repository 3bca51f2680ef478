/** Mistakes that only show at Box, at mail and tasks, or at a printer. */

import type { Mutant } from './mutant.ts'

const perform = 'src/main/engine/transfer/perform.ts'
const print = 'src/main/providers/print/session.ts'

export const serviceMutants: readonly Mutant[] = [
  {
    name: 'the digest of Box is fed while sending',
    to: 'box:/Inbox',
    seed: 1,
    edits: [
      {
        file: perform,
        find: "  if (isCalledOff(run)) return { of: 'calledOff', range, result: ok(undefined) }\n",
        put: `  if (isCalledOff(run)) return { of: 'calledOff', range, result: ok(undefined) }
  const held = run as typeof run & { fed?: RunningDigest }
  if (run.source !== null && passOf(run) !== null) {
    held.fed ??= run.world.digests.start('sha1') as RunningDigest
    const bytes = new Uint8Array(range.end - range.start)
    await run.source.read(bytes, range.start)
    held.fed.update(bytes)
  }
`,
      },
      {
        file: perform,
        find: "    if (!made.ok) return { of: 'commit', result: made }\n    digest = made.value",
        put: `    if (!made.ok) return { of: 'commit', result: made }
    const { fed } = run as typeof run & { fed?: RunningDigest }
    digest = fed === undefined ? made.value : { algorithm: 'sha1', value: fed.value() }`,
      },
    ],
  },
  {
    name: 'a job is started again while it is printed',
    to: 'print:printers/practice-printer',
    seed: 9,
    edits: [
      {
        file: print,
        find: "const now = stageOf(read.value).is === 'start' ? await",
        put: "const now = stageOf(read.value).is !== 'taken' && stageOf(read.value).is !== 'over' ? await",
      },
    ],
  },
  {
    name: 'the bare number "2097152" is taken for one byte that is missing',
    to: 'todo:lists/practice-list/tasks/practice-task',
    seed: 1,
    edits: [
      {
        file: 'src/main/providers/graph/expected-ranges.ts',
        find: "found[2] === undefined || found[2] === '' ? null : found[2]",
        put: "found[2] === undefined ? found[1] : found[2] === '' ? null : found[2]",
      },
    ],
  },
]
