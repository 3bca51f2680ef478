/** The simulation's process: takes the runtime's place first, and only then loads what is to be simulated. */

import { register } from './load/register.ts'
import { scale } from './load/edits.ts'
import { mutants } from './mutants/mutants.ts'
import { parseWish } from './wish.ts'
import { replaceGlobals } from './world/globals.ts'

const wish = parseWish(process.argv.slice(2))
if (wish.jobs > 0) {
  const { playShares } = await import('./shares.ts')
  process.exitCode = (await playShares(wish)) ? 0 : 1
} else {
  const planted = wish.mutant === null ? [] : (mutants[wish.mutant - 1]?.edits ?? null)
  if (planted === null) throw new Error(`there are ${mutants.length} mutants`)
  register([...scale, ...planted])
  replaceGlobals()
  if (wish.away) {
    const { playAway } = await import('./away/play-away.ts')
    await playAway()
  } else {
    const { campaign, replay, replayRecipes } = await import('./campaign.ts')
    const play = wish.seed === null ? campaign : replay
    process.exitCode = (await (wish.recipes ? replayRecipes : play)(wish)) ? 0 : 1
  }
}
