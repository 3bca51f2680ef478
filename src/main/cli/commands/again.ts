/** `longshore again ID…`: files that are over go once more, each as a row of its own. */

import type { Command } from 'commander'
import { valueOf } from '../session.ts'
import type { Session } from '../session.ts'

async function again(session: Session, ids: readonly string[]): Promise<void> {
  const queued = await session.ask(async (client) => {
    const all = []
    for (const id of ids) all.push(valueOf(await client.history.again({ id })))
    return all
  })
  session.terminal.answer(queued, () =>
    queued.map(({ transfer: { id, path }, isNew, isChanged }) => {
      if (!isNew) return `In the queue already: ${path} (${id})`
      return `Queued once more: ${path} (${id})${isChanged ? '; it has changed since' : ''}`
    }),
  )
}

export function addAgain(program: Command, session: Session): void {
  program
    .command('again')
    .description('upload files once more that are over')
    .argument('<id...>', 'of the transfers; see `longshore history`')
    .action((ids: string[]) => again(session, ids))
}
