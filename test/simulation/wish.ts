/** What somebody wants played, as the command line says it. */

import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { allAddresses } from './services/addresses.ts'

export interface Wish {
  readonly destinations: readonly string[]
  /** The first seed. */
  readonly from: number
  readonly schedules: number
  /** One schedule, made smaller where it fails; null: many. */
  readonly seed: number | null
  /** With a seed: everything that happened. */
  readonly isTraced: boolean
  /** Stops at the first violation. */
  readonly untilFirst: boolean
  /** Only what once broke (recipes.ts). */
  readonly recipes: boolean
  /** Only what happens while nobody is there (away/). */
  readonly away: boolean
  /** The number of a mistake to plant (mutants/mutants.ts), from 1; null: none. */
  readonly mutant: number | null
  /** As many processes; 0: this one alone. */
  readonly jobs: number
  /** Which of the blocks of seeds are this process's: every `of`th from `number`. */
  readonly share: { readonly number: number; readonly of: number }
  /** Tells a program, in lines of JSON. */
  readonly tellsProgram: boolean
  /** Where the result is recorded for the page of figures; null: nowhere. */
  readonly file: string | null
  /** As it was given. */
  readonly args: readonly string[]
}

/** Fewer schedules are played sooner than another process has started. */
const fewSchedules = 200

export function parseWish(args: readonly string[]): Wish {
  const { values } = parseArgs({
    args: [...args],
    options: {
      schedules: { type: 'string', default: '1000' },
      from: { type: 'string', default: '1' },
      seed: { type: 'string' },
      trace: { type: 'boolean', default: false },
      /** Several take turns. */
      to: { type: 'string', multiple: true, default: [...allAddresses] },
      'until-first': { type: 'boolean', default: false },
      recipes: { type: 'boolean', default: false },
      away: { type: 'boolean', default: false },
      mutant: { type: 'string' },
      jobs: { type: 'string' },
      share: { type: 'string', default: '0/1' },
      report: { type: 'boolean', default: false },
      json: { type: 'string' },
    },
  })
  const schedules = wholeNumber(values.schedules)
  const [number, of] = values.share.split('/').map(wholeNumber)
  const isCampaign = values.seed === undefined && !values.recipes && !values.away
  if (!isCampaign && values.json !== undefined) throw new Error('only many schedules are recorded')
  const isShared = isCampaign && !values.report && (schedules >= fewSchedules || values.json !== undefined)
  const jobs = values.jobs === undefined ? availableParallelism() : wholeNumber(values.jobs)
  return {
    destinations: values.to,
    from: wholeNumber(values.from),
    schedules,
    seed: values.seed === undefined ? null : wholeNumber(values.seed),
    isTraced: values.trace,
    untilFirst: values['until-first'],
    recipes: values.recipes,
    away: values.away,
    mutant: values.mutant === undefined ? null : wholeNumber(values.mutant),
    jobs: isShared ? jobs : 0,
    share: { number: number ?? 0, of: of ?? 1 },
    tellsProgram: values.report,
    file: values.json ?? null,
    args,
  }
}

function wholeNumber(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value) || value < 0) throw new Error(`"${text}" is no number of anything`)
  return value
}

/** Seeds are shared out in blocks, so that destinations that take turns don't fall to one process each. */
const block = 25

export function* seedsOf({ from, schedules, share }: Wish): Generator<number> {
  for (let at = 0; at < schedules; at += 1) {
    if (Math.floor(at / block) % share.of === share.number) yield from + at
  }
}
