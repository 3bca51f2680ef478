/** Which figures there are, what is wanted of each, and the run that says it. */

import type { RunName } from './result.ts'

interface Figure {
  readonly what: string
  /** A key of the run's counts. */
  readonly key: string
  /** As it is written in the table; empty where nothing is wanted. */
  readonly goal: string
  /** The figure that it is a part of. */
  readonly of?: string
}

interface TableOf {
  readonly title: string
  /** A key of the run's tables. */
  readonly key: string
  /** Numbers of several kinds, which come to nothing together. */
  readonly isNoSum?: true
}

export interface FigureGroup {
  readonly title: string
  readonly run: RunName
  /** Where a part of the run was recorded on its own: its name in `docs/figures`. */
  readonly file?: string
  /** What makes the recorded result. */
  readonly command: string
  readonly figures: readonly Figure[]
  readonly tables: readonly TableOf[]
}

const whole: readonly Figure[] = [
  { what: 'files lost', key: 'lost', goal: '0' },
  { what: 'files duplicated', key: 'duplicated', goal: '0' },
]
const killed: readonly Figure[] = [
  ...whole,
  { what: 'files that were called done and were not', key: 'falselyDone', goal: '0' },
  { what: 'ranges sent again beyond those in flight', key: 'sentAgain', goal: '0' },
]
const points: readonly TableOf[] = [
  { title: 'Points by system call', key: 'calls' },
  { title: 'Points by destination', key: 'destinations' },
]
const besides: readonly Figure[] = [
  { what: 'other rules that were broken', key: 'otherwiseWrong', goal: '0' },
  { what: 'ranges that were in flight, and sent again', key: 'againInFlight', goal: '' },
]

export const groups: readonly FigureGroup[] = [
  {
    title: 'The engine in a simulated world',
    run: 'schedules',
    command: 'npm run soak -- --schedules 100000 --json docs/figures/schedules.json',
    figures: [
      { what: 'schedules', key: 'schedules', goal: '100,000' },
      { what: 'violations of an invariant', key: 'violations', goal: '0' },
      { what: 'events', key: 'events', goal: '' },
      { what: 'requests', key: 'requests', goal: '' },
      { what: 'crashes and restarts', key: 'restarts', goal: '' },
      { what: 'files done', key: 'done', goal: '' },
      { what: 'bytes of them compared with the source', key: 'verifiedBytes', goal: '' },
      { what: 'schedules played twice, the same way', key: 'repeated', goal: '' },
    ],
    tables: [{ title: 'Faults and acts by kind', key: 'met' }],
  },
  {
    title: 'Planted mistakes',
    run: 'mutants',
    command: 'npm run soak -- mutants --json docs/figures/mutants.json',
    figures: [{ what: 'caught within a thousand seeds', key: 'caught', of: 'ofAll', goal: '17 of 17' }],
    tables: [{ title: 'The seed that caught it', key: 'mutants', isNoSum: true }],
  },
  {
    title: 'Killed at random moments',
    run: 'kill',
    command: 'npm run soak -- kill --json docs/figures/kill.json',
    figures: [
      { what: 'kills', key: 'kills', goal: '200' },
      { what: 'files uploaded', key: 'transfers', goal: '' },
      { what: 'bytes of them', key: 'bytes', goal: '' },
      ...killed,
      ...besides,
      { what: 'sessions that cannot be asked what they have, begun anew', key: 'begunAnew', goal: '' },
    ],
    tables: [
      { title: 'Kills by destination with a request on its way', key: 'destinations' },
      { title: 'What was on its way', key: 'moments' },
    ],
  },
  {
    title: 'Killed at system calls',
    run: 'syscalls',
    command: 'npm run soak -- syscalls --json docs/figures/syscalls.json',
    figures: [{ what: 'points', key: 'points', goal: 'all' }, ...killed, ...besides],
    tables: points,
  },
  {
    title: 'Killed at each write to a socket or file',
    run: 'syscalls',
    file: 'syscalls-write',
    command: 'npm run soak -- syscalls --only write --json docs/figures/syscalls-write.json',
    figures: [{ what: 'points', key: 'points', goal: 'all' }, ...killed, ...besides],
    tables: points,
  },
  {
    title: 'Power cuts',
    run: 'power',
    command: 'npm run soak -- power --json docs/figures/power.json',
    figures: [
      { what: 'cuts', key: 'cuts', goal: '100' },
      { what: 'acknowledged ranges lost', key: 'acknowledgedLost', goal: '0' },
      ...whole,
    ],
    tables: [],
  },
  {
    title: 'Two that want the same data folder',
    run: 'instances',
    command: 'npm run soak -- instances --json docs/figures/instances.json',
    figures: [
      { what: 'races', key: 'races', goal: '60' },
      { what: 'owners that were killed', key: 'kills', goal: '30' },
      { what: 'looks that saw two owners at once', key: 'twoOwners', goal: '0' },
      { what: 'take-overs that took longer than two seconds', key: 'lateTakeOvers', goal: '0' },
      ...whole,
    ],
    tables: [{ title: 'Who had it first', key: 'owners' }],
  },
  {
    title: 'Very many files',
    run: 'files',
    command: 'npm run soak -- files --json docs/figures/files.json',
    figures: [
      { what: 'small files in watched folders, found, settled and queued', key: 'files', goal: '1,000,000' },
      { what: 'most memory of the daemon, bytes', key: 'peakBytes', goal: '400,000,000' },
      { what: 'longest page of the queue for a face, bytes', key: 'pageBytes', goal: '' },
      { what: 'longest change that a face was sent, bytes', key: 'followBytes', goal: '' },
    ],
    tables: [],
  },
  {
    title: 'The tests',
    run: 'tests',
    command: 'npm test -- --json docs/figures/tests.json',
    figures: [
      { what: 'passed', key: 'passed', goal: '' },
      { what: 'failed', key: 'failed', goal: '0' },
      { what: 'skipped', key: 'skipped', goal: '' },
      { what: 'passed only at another try', key: 'unsteady', goal: '0' },
      {
        what: 'rows of the fault catalogue that a test which passed shows',
        key: 'rowsShown',
        of: 'rowsOfAll',
        goal: '140',
      },
      { what: 'rows that need another platform', key: 'rowsElsewhere', goal: '' },
      { what: 'rows that are open', key: 'rowsOpen', goal: '' },
      {
        what: 'planted mistakes caught within a thousand seeds',
        key: 'mutantsCaught',
        of: 'mutantsOfAll',
        goal: '17 of 17',
      },
      {
        what: 'bad inputs that came to their catalogued code and a next step',
        key: 'badInputsCatalogued',
        of: 'badInputsOfAll',
        goal: '500',
      },
      {
        what: 'items of the security checklist that a test which passed shows',
        key: 'itemsShown',
        of: 'itemsOfAll',
        goal: '',
      },
    ],
    tables: [
      { title: 'Bad inputs', key: 'badInputs' },
      { title: 'Bad inputs that came to their catalogued code and a next step', key: 'badInputsCatalogued' },
      { title: 'Attacks by a browser', key: 'attacks' },
      { title: 'What left the tests', key: 'egress', isNoSum: true },
      { title: 'The seed that caught a planted mistake', key: 'mutants', isNoSum: true },
    ],
  },
]
