/** The simulation's process: takes the runtime's place first, and only then loads what is to be simulated. */

import { parseArgs } from 'node:util'
import { scale } from './load/edits.ts'
import { register } from './load/register.ts'
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
    json: { type: 'boolean', default: false },
  },
})

register(scale)
replaceGlobals()
const { campaign, replay } = await import('./campaign.ts')

const from = Number(values.from)
const hasHeld =
  values.seed === undefined
    ? await campaign({
        destinations: values.to,
        from,
        schedules: Number(values.schedules),
        untilFirst: values['until-first'],
        json: values.json,
      })
    : await replay(Number(values.seed), values.to[Number(values.seed) % values.to.length] ?? '', values.trace)
process.exitCode = hasHeld ? 0 : 1
