/** Many schedules one after the other, or a single one looked at closely. */

import { minimise, recipeText } from './minimise.ts'
import { recipes } from './recipes.ts'
import { type Told, Tally, failingText, reportText } from './report.ts'
import { plan } from './schedule/plan.ts'
import { simulate } from './simulate.ts'
import { type Wish, seedsOf } from './wish.ts'

/** So often a schedule is run twice, to see that it goes the same way. */
const repeatEvery = 100
/** So often it is told how far it is. */
const toldEvery = 100

const print = (text: string): void => void process.stdout.write(text)
const tell = (told: Told): void => print(`${JSON.stringify(told)}\n`)

/** @returns whether every invariant held */
export async function campaign(wish: Wish): Promise<boolean> {
  const { destinations, untilFirst, tellsProgram } = wish
  const tally = new Tally()
  const begun = process.cpuUsage()
  for (const seed of seedsOf(wish)) {
    const destination = destinationOf(seed, destinations)
    const schedule = plan(seed, destination)
    const outcome = await simulate(schedule)
    tally.add(outcome, seed, destination)
    if (untilFirst && outcome.violation !== null) break
    if (seed % repeatEvery === 0) {
      tally.repeat(outcome, await simulate(schedule, { hasOwnDatabase: true }), seed, destination)
    }
    if (tellsProgram && tally.schedules % toldEvery === 0) tell({ played: toldEvery })
  }
  const report = tally.report()
  const { user, system } = process.cpuUsage(begun)
  const cpuSeconds = (user + system) / 1e6
  if (tellsProgram) tell({ report, cpuSeconds })
  else print(reportText(report, cpuSeconds) + failingText(report))
  return report.failing.length === 0
}

function destinationOf(seed: number, destinations: readonly string[]): string {
  return destinations[seed % destinations.length] ?? ''
}

/** @returns whether every invariant held in what once broke one */
export async function replayRecipes({ tellsProgram }: Wish): Promise<boolean> {
  const tally = new Tally()
  for (const recipe of recipes) tally.add(await simulate(recipe), recipe.seed, recipe.destination)
  const report = tally.report()
  if (tellsProgram) tell({ report, cpuSeconds: 0 })
  else print(reportText(report, 1) + failingText(report))
  return report.failing.length === 0
}

/** @returns whether every invariant held */
export async function replay({ seed, destinations, isTraced }: Wish): Promise<boolean> {
  if (seed === null) return false
  const destination = destinationOf(seed, destinations)
  const schedule = plan(seed, destination)
  const outcome = await simulate(schedule, { isTraced })
  if (isTraced) print(`${outcome.lines.join('\n')}\n`)
  print(`seed ${seed} at ${destination}: ${outcome.events} events, hash ${outcome.hash}\n`)
  if (outcome.violation === null) {
    print('every invariant held\n')
    return true
  }
  print(recipeText(await minimise(schedule, outcome.violation)))
  return false
}
