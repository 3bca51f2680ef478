/** `longshore browse [PLACE]`: what is there to upload to, and a new folder in it. Sends nothing. */

import type { Command } from 'commander'
import type { FolderView } from '../../../shared/destinations-contract.ts'
import { usage, valueOf } from '../session.ts'
import type { EngineClient, Session } from '../session.ts'
import { table } from '../table.ts'
import { resolved } from '../to.ts'
import { notEmpty } from '../values.ts'

interface Flags {
  readonly account?: string
  readonly find?: string
  readonly make?: string
}

/** A page at a time; a place may have tens of thousands. */
async function* pagesOf(client: EngineClient, where: { place?: string; account?: string; search?: string }) {
  let cursor: string | null = null
  do {
    const page: { folders: FolderView[]; cursor: string | null } = valueOf(
      await client.destinations.browse(cursor === null ? where : { ...where, cursor }),
    )
    yield* page.folders
    cursor = page.cursor
  } while (cursor !== null)
}

function rowOf({ name, kind, detail, address, place }: FolderView): string[] {
  return [kind, detail === null ? name : `${name} (${detail})`, address ?? place ?? '']
}

async function browse(session: Session, given: string | undefined, flags: Flags): Promise<void> {
  const { account, find, make } = flags
  // Where looking around begins there is nothing to look through, and showing all of it would pass for what was found.
  if (find !== undefined && given === undefined)
    throw usage('Say where to look: `longshore browse onedrive:/ --find TEXT`.')
  const found = await session.ask(
    async (client) => {
      const where =
        given === undefined ? { to: '' } : await resolved(client, { to: given, ...(account && { account }) })
      const its = 'account' in where ? where.account : account
      const at = { ...(where.to !== '' && { place: where.to }), ...(its !== undefined && { account: its }) }
      if (make !== undefined) {
        return [valueOf(await client.destinations.makeFolder({ ...at, place: where.to, name: make }))]
      }
      const all: FolderView[] = []
      for await (const folder of pagesOf(client, { ...at, ...(find !== undefined && { search: find }) })) {
        session.signal.throwIfAborted()
        all.push(folder)
      }
      return all
    },
    make === undefined ? 'again' : 'once',
  )
  session.terminal.answer(found, () =>
    found.length === 0
      ? ['Nothing in there leads further; it can be uploaded to all the same.']
      : table(
          ['KIND', 'NAME', 'ADDRESS'].map((title) => ({ title })),
          found.map(rowOf),
        ),
  )
}

export function addBrowse(program: Command, session: Session): void {
  program
    .command('browse')
    .description('look around in a destination')
    .argument('[place]', 'an address, a place that was listed, or a link; without it, where looking around begins')
    .option('--account <name>', 'with which account', notEmpty)
    .option(
      '--find <text>',
      'only what has this in its name, below the place where the service can look there',
      notEmpty,
    )
    .option('--make <name>', 'make a folder of this name in it', notEmpty)
    .action((place: string | undefined, flags: Flags) => browse(session, place, flags))
}
