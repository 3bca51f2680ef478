/** `longshore status`: how it stands, on one screen. */

import type { Command } from 'commander'
import type { Status } from '../../../shared/contract.ts'
import { speed } from '../../../shared/format.ts'
import { durationOf } from '../../../shared/words/format.ts'
import { publicStates } from '../../../shared/lifecycle.ts'
import { clockTime, nextLook, pauseEndText, told } from '../local-time.ts'
import { valueOf } from '../session.ts'
import type { Session } from '../session.ts'

function lines(now: Status, dataDir: string, isOurs: boolean, today: number): string[] {
  const began = clockTime(now.owner.since, today)
  const tallies = publicStates
    .filter((state) => (now.tallies[state] ?? 0) > 0)
    .map((state) => `${now.tallies[state] ?? 0} ${state}`)
  const rows: [string, string][] = [
    ['Version', now.version],
    ['Engine', isOurs ? 'not running' : `${now.owner.kind}, process ${now.owner.pid}, since ${began}`],
    ['Folder', dataDir],
    ['Transfers', tallies.length === 0 ? 'none' : tallies.join(', ')],
  ]
  if (now.url !== null) rows.push(['Address', now.url])
  if (now.bytesPerSecond > 0) rows.push(['Speed', speed(now.bytesPerSecond)])
  const left = durationOf(now.secondsLeft ?? 0)
  if ((now.secondsLeft ?? null) !== null && !now.paused) rows.push(['Left', `about ${left.count} ${left.unit}`])
  if (now.viewOnly !== undefined) rows.push(['Read-only', now.viewOnly])
  if (now.paused) rows.push(['Paused', `everything, until ${pauseEndText(now, today)}`])
  if (now.offlineSince !== null)
    rows.push(['Offline', `since ${clockTime(now.offlineSince, today)}; goes on by itself`])
  for (const { account, message, nextStep, retryAt } of now.holds ?? [])
    rows.push(['Waits', `${account}: ${told(`${message} ${nextStep}`, retryAt, today)}`])
  for (const { folder, since, message, retryAt } of now.away ?? [])
    rows.push(['Away', `${folder}, since ${clockTime(since, today)}: ${message} ${nextLook(retryAt, today)}`])
  for (const { name, state, user } of now.accounts)
    rows.push(['Account', `${name}: ${state}${user === null ? '' : `, ${user}`}`])
  return rows.map(([name, value]) => `${name.padEnd(9)}  ${value}`)
}

async function status(session: Session): Promise<void> {
  await session.ask(async (client, { isOurs }) => {
    const found = valueOf(await client.engine.status({}))
    session.terminal.answer(found, () => lines(found, session.dataDir, isOurs, Date.now()))
  })
}

export function addStatus(program: Command, session: Session): void {
  program
    .command('status')
    .description('how it stands')
    .action(() => status(session))
}
