/**
 * What a run came to, as the file that `npm run figures` reads: `docs/figures/RUN.json`. One file a run; a later run takes
 * its place. Nothing here is typed by hand: `recordResult` is the only writer.
 */

import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import * as z from 'zod'
import { root } from '../support/paths.ts'

const count = z.int().nonnegative()
const counts = <const Keys extends readonly [string, ...string[]]>(keys: Keys) =>
  z.strictObject(Object.fromEntries(keys.map((key) => [key, count])) as Record<Keys[number], typeof count>)
/** Numbers by a name that the run knows, as faults by their kind. */
const table = z.record(z.string().min(1), count)

/** What each run counts. A new figure is a new key here and a line in `figures.ts`. */
export const runs = {
  /** `npm run soak -- --schedules N`. `met`: faults and acts by kind. */
  schedules: {
    counts: counts(['schedules', 'events', 'requests', 'restarts', 'done', 'verifiedBytes', 'repeated', 'violations']),
    tables: ['met'],
  },
  /**
   * SIGKILL at random moments. `sentAgain`: ranges beyond those in flight, which are `againInFlight`. `begunAnew`: sessions that
   * can't be asked what they have. `destinations`: kills with a request to each on its way; `moments`: what was on its way then.
   */
  kill: {
    counts: counts([
      'kills',
      'transfers',
      'bytes',
      'lost',
      'duplicated',
      'falselyDone',
      'sentAgain',
      'otherwiseWrong',
      'againInFlight',
      'begunAnew',
    ]),
    tables: ['destinations', 'moments'],
  },
  /** SIGKILL at system calls. `calls`: points by system call. */
  syscalls: {
    counts: counts(['points', 'lost', 'duplicated', 'falselyDone', 'sentAgain', 'otherwiseWrong', 'againInFlight']),
    tables: ['calls', 'destinations'],
  },
  /** Power cuts. `acknowledgedLost`: ranges. */
  power: { counts: counts(['cuts', 'acknowledgedLost', 'lost', 'duplicated']), tables: [] },
  /** Races for one data folder. `lateTakeOvers`: after an owner was killed, longer than two seconds. */
  instances: {
    counts: counts(['races', 'kills', 'twoOwners', 'lateTakeOvers', 'lost', 'duplicated']),
    tables: ['owners'],
  },
  /** Very many files in watched folders. `peakBytes`: memory of the daemon; `pageBytes`, `followBytes`: what a face is given at once. */
  files: { counts: counts(['files', 'peakBytes', 'pageBytes', 'followBytes']), tables: [] },
  /** Planted mistakes by themselves. `mutants`: by planted mistake, the seed that caught it; 0: none of a thousand did. */
  mutants: { counts: counts(['caught', 'ofAll']), tables: ['mutants'] },
  /**
   * `npm test`. What tests count by themselves (test/support/figures.ts) is in the tables. `rows…`: of the fault catalogue, shown
   * by a test that passed, in need of another platform, open. `mutants`: by planted mistake, the seed that caught it.
   */
  tests: {
    counts: counts([
      'passed',
      'failed',
      'skipped',
      'unsteady',
      'rowsShown',
      'rowsElsewhere',
      'rowsOpen',
      'rowsOfAll',
      'mutantsCaught',
      'mutantsOfAll',
      'badInputsCatalogued',
      'badInputsOfAll',
      'itemsShown',
      'itemsOfAll',
    ]),
    tables: ['badInputs', 'badInputsCatalogued', 'attacks', 'egress', 'mutants'],
  },
} as const satisfies Record<string, { counts: z.ZodType; tables: readonly string[] }>

export type RunName = keyof typeof runs
type CountsOf<Name extends RunName> = z.infer<(typeof runs)[Name]['counts']>
type TablesOf<Name extends RunName> = Readonly<Record<(typeof runs)[Name]['tables'][number], Record<string, number>>>

/** What a run says of itself; commit, date and command come from `recordResult`. */
export interface Came<Name extends RunName> {
  readonly run: Name
  readonly counts: CountsOf<Name>
  readonly tables: TablesOf<Name>
  /** What the run would have done elsewhere, each with its reason. */
  readonly notRun: readonly NotRun[]
}

const NotRun = z.strictObject({ what: z.string().min(1), reason: z.string().min(1) })
export type NotRun = z.infer<typeof NotRun>

const Head = z.object({
  /** The version of this shape. */
  shape: z.literal(1),
  run: z.enum(Object.keys(runs) as [RunName, ...RunName[]]),
  /** As somebody types it to do the same again. */
  command: z.string().min(1),
  commit: z.string().regex(/^[0-9a-f]{40}$/),
  /** False where something wasn't committed. */
  clean: z.boolean(),
  date: z.iso.datetime(),
  counts: z.record(z.string(), count),
  tables: z.record(z.string(), table),
  notRun: z.array(NotRun),
})

export type Result = z.infer<typeof Head>

/** @throws where the file is not of the shape */
export function readResult(text: string): Result {
  const result = Head.strict().parse(JSON.parse(text))
  const { counts: known, tables } = runs[result.run]
  known.parse(result.counts)
  z.strictObject(Object.fromEntries(tables.map((name) => [name, table]))).parse(result.tables)
  return result
}

function git(...args: readonly string[]): string {
  return execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim()
}

/**
 * Writes what a run came to.
 * @param path where, from the root of the checkout; `docs/figures/RUN.json` is where `npm run figures` looks
 * @param args what was given to the npm script
 */
export function recordResult<Name extends RunName>(
  path: string,
  script: string,
  args: readonly string[],
  came: Came<Name>,
): void {
  const result: Result = {
    shape: 1,
    run: came.run,
    command: ['npm run', script, ...(args.length > 0 ? ['--', ...args] : [])]
      .join(' ')
      .replace('npm run test', 'npm test'),
    commit: git('rev-parse', 'HEAD'),
    clean: git('status', '--porcelain', '--untracked-files=no', '--', ':!docs/figures', ':!docs/figures.md') === '',
    date: new Date().toISOString(),
    counts: { ...came.counts },
    tables: { ...came.tables },
    notRun: [...came.notRun],
  }
  const text = `${JSON.stringify(result, null, 2)}\n`
  readResult(text)
  const file = join(root, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}

/**
 * @param name of its file, where a part of the run was recorded on its own
 * @returns null where no run was recorded
 */
export function recorded(run: RunName, name: string = run): Result | null {
  const path = join(root, 'docs', 'figures', `${name}.json`)
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    return null
  }
  const result = readResult(text)
  if (result.run !== run) throw new Error(`${path} is of another run: ${result.run}`)
  return result
}
