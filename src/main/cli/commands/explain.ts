/** `longshore explain PATH|ID`: what happened to one file, and why. */

import type { Command } from 'commander'
import { failure, FailureError } from '../../../shared/failure.ts'
import type { Standing } from '../../../shared/standing.ts'
import { clockTime, stamp, storyText } from '../local-time.ts'
import { valueOf } from '../session.ts'
import type { EngineClient, Session } from '../session.ts'
import { table } from '../table.ts'
import { failureLines } from '../transfer-text.ts'

type Explanation = Extract<Awaited<ReturnType<EngineClient['queue']['explain']>>, { ok: true }>['value']

function lines({ path, transfer, steps, now }: Explanation, today: number): string[] {
  const where =
    transfer === null ? 'not in the queue and not in the history' : `${transfer.state}, ${transfer.destination}`
  return [
    `${path}: ${where}`,
    ...(transfer === null ? [] : failureLines(transfer)),
    ...(now === undefined ? [] : standingLines(now, today)),
    ...table(
      ['WHEN', 'WHAT', 'WHY'].map((title) => ({ title })),
      steps.map(({ at, what, why }) => [stamp(at), storyText(what, today), storyText(why, today)]),
    ),
  ]
}

/** Why it is here and what comes next; what the failure said already isn't said again. */
function standingLines(standing: Standing, today: number): string[] {
  const { what, since, why, next, nextAt, attempts, restarts, session, evidence, last } = standing
  const confirmed = session?.confirmed.map(({ start, end }) => `${start}-${end - 1}`).join(', ') ?? ''
  const tried = [
    `${attempts} ${attempts === 1 ? 'failure' : 'failures'}`,
    ...(restarts > 0 ? [`${restarts} times from the start`] : []),
    ...(last === null ? [] : [`last: ${last}`]),
  ]
  const rows: [string, string][] = [['Now', `${what}, since ${clockTime(since, today)}`]]
  if (why === null) rows.push(['Next', next])
  if (nextAt !== null) rows.push(['Next try', clockTime(nextAt, today)])
  rows.push(['Tried', tried.join('; ')])
  if (session !== null) rows.push(['Confirmed', confirmed === '' ? 'nothing yet' : `bytes ${confirmed}`])
  if (evidence !== null) rows.push(['Evidence', evidence])
  return rows.map(([name, value]) => `  ${name.padEnd(9)}  ${value}`)
}

/** The engine has no working folder that anybody knows of, so a path goes whole; what may be either is asked as both. */
async function look(session: Session, client: EngineClient, text: string, path: string): Promise<Explanation> {
  if (text === path || /[/\\]/.test(text) || session.world.exists(path)) {
    return valueOf(await client.queue.explain({ target: path }))
  }
  const byId = await client.queue.explain({ target: text })
  if (byId.ok && byId.value.transfer !== null) return byId.value
  if (!byId.ok && byId.failure.code !== 'not-found') throw new FailureError(byId.failure)
  const byPath = await client.queue.explain({ target: path })
  if (byPath.ok) return byPath.value
  throw new FailureError(
    byPath.failure.code === 'not-found' ? failure('not-found', { what: 'transfer', id: text }) : byPath.failure,
  )
}

async function explain(session: Session, target: string): Promise<void> {
  const path = session.path(target)
  const found = await session.ask((client) => look(session, client, target, path))
  session.terminal.answer(found, () => lines(found, Date.now()))
}

export function addExplain(program: Command, session: Session): void {
  program
    .command('explain')
    .description('what happened to a file, and why')
    .argument('<path|id>', 'a file, or a transfer')
    .action((target: string) => explain(session, target))
}
