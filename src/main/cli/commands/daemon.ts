/** `longshore daemon`: the engine and the local web UI in the foreground, until a signal. */

import { Option } from 'commander'
import type { Command } from 'commander'
import type { Owner } from '../../client/owner-port.ts'
import type { Tallies } from '../../../shared/transfer.ts'
import { exitCode } from '../exit-code.ts'
import { showProgress } from '../progress.ts'
import { valueOf } from '../session.ts'
import type { Session } from '../session.ts'
import { port } from '../values.ts'
import { isEnded, summaryOf } from '../summary.ts'
import { endLines } from '../transfer-text.ts'

const moving = ['settling', 'queued', 'sending', 'finishing', 'waiting'] as const

/** Null while nothing moves: an idle daemon paints nothing. */
function toGo({ tallies }: { readonly tallies: Tallies }): string | null {
  const left = moving.reduce((sum, state) => sum + tallies[state], 0)
  return left === 0 ? null : `${left} to go`
}

async function runOwner(session: Session, owner: Owner): Promise<void> {
  const { terminal, signal, world } = session
  // Subscribed before it says that it is ready: who waits for that line misses nothing.
  const changes = owner.client.queue.states({}, signal)
  const values = changes[Symbol.asyncIterator]()
  if (owner.url !== null) terminal.line(`Longshore: ${owner.url}`)
  if (owner.note) terminal.note(owner.note)
  if (owner.dropFolder) terminal.line(`Drop folder: ${owner.dropFolder}`)
  terminal.event('ready', {
    ...(owner.url !== null && { url: owner.url }),
    pid: world.pid,
    ...(owner.dropFolder && { dropFolder: owner.dropFolder }),
  })
  if (owner.url !== null) terminal.line('The link works once, within an hour; `longshore open` prints a new one.')
  terminal.line('Ready. Ctrl-C ends it; what was sent stays.')
  const progress = showProgress(session, owner.client, toGo, signal)
  for (let next = await values.next(); next.done !== true; next = await values.next()) {
    if (next.value === 'listed') continue
    terminal.event('state', next.value)
    if (isEnded(next.value.state)) terminal.lines(endLines(next.value))
  }
  await progress
  // Ended by the engine and not by us: nothing would be sent any more.
  if (!signal.aborted) session.exitCode = exitCode.unreachable
  const summary = await owner.client.queue.summary({})
  if (summary.ok) terminal.event('summary', summaryOf(summary.value.tallies, false))
}

interface Flags {
  readonly firstRun?: boolean
  readonly port?: number
  readonly open?: boolean
}

/** A link of its own: the printed one stays for whoever reads it. */
async function openInBrowser({ world, terminal, dataDir }: Session, owner: Owner): Promise<() => void> {
  const link = await owner.client.engine.openLink({})
  if (!link.ok) return () => undefined
  const onTrouble = (): void => terminal.note('No browser could be started; open the link yourself.')
  return world.openBrowser({ dataDir, url: link.value.url, onTrouble })
}

async function daemon(session: Session, options: Flags): Promise<void> {
  const { world, dataDir, passphrase } = session
  const firstRun = options.firstRun === true
  const web = { port: options.port ?? 0 }
  const owner = valueOf(
    await world.openOwner({
      dataDir,
      kind: 'daemon',
      runEngine: true,
      version: world.version,
      firstRun,
      web,
      passphrase,
    }),
  )
  let forget = (): void => undefined
  try {
    if (options.open === true) forget = await openInBrowser(session, owner)
    await runOwner(session, owner)
  } finally {
    forget()
    await owner.close()
  }
}

export function addDaemon(program: Command, session: Session): void {
  program
    .command('daemon')
    .description('run the engine and the local web UI in the foreground')
    .option('--port <n>', 'where the web UI listens on 127.0.0.1', port)
    .option('--open', 'open it in the browser')
    .addOption(new Option('--first-run').hideHelp())
    .action((options: Flags) => daemon(session, options))
}
