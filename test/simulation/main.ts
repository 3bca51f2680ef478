/** The simulation's process: takes the runtime's place first, and only then loads what is to be simulated. */

import { parseArgs } from 'node:util'
import { scale } from './load/edits.ts'
import { register } from './load/register.ts'
import { mutants } from './mutants/mutants.ts'
import { replaceGlobals } from './world/globals.ts'

const { values } = parseArgs({
  options: {
    schedules: { type: 'string', default: '1000' },
    from: { type: 'string', default: '1' },
    /** One schedule, made smaller where it fails. */
    seed: { type: 'string' },
    /** With a seed: everything that happened. */
    trace: { type: 'boolean', default: false },
    /** Several take turns. */
    to: { type: 'string', multiple: true, default: ['onedrive:/Inbox'] },
    'until-first': { type: 'boolean', default: false },
    /** Only what once broke (recipes.ts). */
    recipes: { type: 'boolean', default: false },
    /** Plants a mistake (mutants/mutants.ts), by its number from 1. */
    mutant: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
})

const planted = values.mutant === undefined ? [] : (mutants[Number(values.mutant) - 1]?.edits ?? null)
if (planted === null) throw new Error(`there are ${mutants.length} mutants`)
register([...scale, ...planted])
replaceGlobals()
const { campaign, replay, replayRecipes } = await import('./campaign.ts')

const from = Number(values.from)
const play = (): Promise<boolean> =>
  values.seed === undefined
    ? campaign({
        destinations: values.to,
        from,
        schedules: Number(values.schedules),
        untilFirst: values['until-first'],
        json: values.json,
      })
    : replay(Number(values.seed), values.to[Number(values.seed) % values.to.length] ?? '', values.trace)
const hasHeld = values.recipes ? await replayRecipes() : await play()
process.exitCode = hasHeld ? 0 : 1
