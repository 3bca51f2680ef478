/** `longshore favourite …`: destinations that are wanted again, by a name: `--to @NAME`. */

import type { Command } from 'commander'
import { valueOf } from '../session.ts'
import type { Session } from '../session.ts'
import { table } from '../table.ts'
import { resolved } from '../to.ts'
import { notEmpty } from '../values.ts'

async function list(session: Session): Promise<void> {
  const { favourites } = await session.ask(async (client) => valueOf(await client.favourites.list({})))
  session.terminal.answer(favourites, () =>
    favourites.length === 0
      ? ['No favourites. Keep one with `longshore favourite add ADDRESS`.']
      : table(
          ['NAME', 'ACCOUNT', 'ADDRESS'].map((title) => ({ title })),
          favourites.map(({ name, account, address }) => [name, account, address]),
        ),
  )
}

interface AddFlags {
  readonly name?: string
  readonly account?: string
}

async function add(session: Session, address: string, { name, account }: AddFlags): Promise<void> {
  const kept = await session.ask(async (client) => {
    const { to, account: its } = await resolved(client, { to: address, ...(account !== undefined && { account }) })
    const asked = { address: to, ...(its !== undefined && { account: its }), ...(name !== undefined && { name }) }
    return valueOf(await client.favourites.add(asked))
  }, 'once')
  session.terminal.answer(kept, () => [`Kept: upload there with \`--to ${JSON.stringify(`@${kept.name}`)}\`.`])
}

async function remove(session: Session, name: string): Promise<void> {
  const gone = await session.ask(async (client) => valueOf(await client.favourites.remove({ name })), 'once')
  session.terminal.answer(gone, () => ['It is kept no more. Files that are there stay.'])
}

export function addFavourite(program: Command, session: Session): void {
  const favourite = program.command('favourite').description('destinations that are wanted again: --to @NAME')
  favourite
    .command('list')
    .description('the favourites')
    .action(() => list(session))
  favourite
    .command('add')
    .description('keep a destination')
    .argument('<address>', 'an address, or a link to it')
    .option('--name <name>', 'what to call it', notEmpty)
    .option('--account <name>', 'with which account', notEmpty)
    .action((address: string, flags: AddFlags) => add(session, address, flags))
  favourite
    .command('remove')
    .description('keep it no more')
    .argument('<name>', 'of the favourite')
    .action((name: string) => remove(session, name))
}
