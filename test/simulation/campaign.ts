/** Many schedules one after the other, or a single one looked at closely. */

import { minimise, recipeText } from './minimise.ts'
import { recipes } from './recipes.ts'
import { Tally, reportText } from './report.ts'
import { plan } from './schedule/plan.ts'
import { simulate } from './simulate.ts'

export interface Wish {
  readonly destinations: readonly string[]
  /** The first seed. */
  readonly from: number
  readonly schedules: number
  /** Stops at the first violation. */
  readonly untilFirst: boolean
  readonly json: boolean
}

/** So often a schedule is run twice, to see that it goes the same way. */
const repeatEvery = 100
/** As many failing schedules are looked at closely as somebody may read. */
const mostRecipes = 3

const print = (text: string): void => void process.stdout.write(text)

/** @returns whether every invariant held */
export async function campaign({ destinations, from, schedules, untilFirst, json }: Wish): Promise<boolean> {
  const tally = new Tally()
  const begun = process.cpuUsage()
  for (let seed = from; seed < from + schedules; seed += 1) {
    const destination = destinations[seed % destinations.length] ?? ''
    const schedule = plan(seed, destination)
    const outcome = await simulate(schedule)
    tally.add(outcome, seed, destination)
    if (untilFirst && outcome.violation !== null) break
    if (seed % repeatEvery === 0) tally.repeat(outcome, await simulate(schedule), seed, destination)
  }
  const report = tally.report()
  const { user, system } = process.cpuUsage(begun)
  print(json ? JSON.stringify(report) : reportText(report, (user + system) / 1e6))
  if (json) return report.failing.length === 0
  for (const { seed, destination, violation } of report.failing.slice(0, mostRecipes)) {
    print(recipeText(await minimise(plan(seed, destination), violation)))
  }
  for (const { seed, violation } of report.failing) print(`--seed ${seed}: ${violation.rule}\n`)
  return report.failing.length === 0
}

/** @returns whether every invariant held in what once broke one; as JSON */
export async function replayRecipes(): Promise<boolean> {
  const tally = new Tally()
  for (const recipe of recipes) tally.add(await simulate(recipe), recipe.seed, recipe.destination)
  const report = tally.report()
  print(JSON.stringify(report))
  return report.failing.length === 0
}

/** @returns whether every invariant held */
export async function replay(seed: number, destination: string, traced: boolean): Promise<boolean> {
  const schedule = plan(seed, destination)
  const outcome = await simulate(schedule, traced)
  if (traced) print(`${outcome.lines.join('\n')}\n`)
  print(`seed ${seed} at ${destination}: ${outcome.events} events, hash ${outcome.hash}\n`)
  if (outcome.violation === null) {
    print('every invariant held\n')
    return true
  }
  print(recipeText(await minimise(schedule, outcome.violation)))
  return false
}
