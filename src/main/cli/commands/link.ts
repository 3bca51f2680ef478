/** `longshore link ID…`: links to files that are done, made by their services. One a line, in the order that was asked for. */

import { Option } from 'commander'
import type { Command } from 'commander'
import { FailureError, failure } from '../../../shared/failure.ts'
import type { Failure, FailureCode, FailureView } from '../../../shared/failure.ts'
import { plural } from '../../../shared/format.ts'
import { type LinkStep, linkScopes } from '../../../shared/links-contract.ts'
import { exitCode } from '../exit-code.ts'
import { allThere } from '../follow.ts'
import { usage } from '../session.ts'
import type { Session } from '../session.ts'
import { lifetime, notEmpty } from '../values.ts'

interface Flags {
  readonly edit?: true
  readonly scope?: (typeof linkScopes)[number]
  /** ms */
  readonly expires?: number
  readonly batch?: string
}

/** As it was before it crossed to this face. */
function failureOf({ code, facts, retryAt }: FailureView): Failure {
  return failure(code as FailureCode, facts, retryAt === null ? undefined : Date.parse(retryAt))
}

async function link(session: Session, ids: string[], { edit, scope, expires, batch }: Flags): Promise<void> {
  if ((batch === undefined) === (ids.length === 0)) throw usage('Say which: ids, or --batch.')
  const { terminal } = session
  const steps: LinkStep[] = []
  // Each is written as it comes: one that is made is not lost when the next one fails.
  const show = (step: LinkStep): void => {
    steps.push(step)
    // An empty line for one that there isn't: the others keep their places.
    terminal.line(step.link?.url ?? '')
    if (step.failure !== null)
      terminal.note(`${step.path || step.id}: ${step.failure.message} ${step.failure.nextStep}`)
  }
  await session.ask(async (client) => {
    await allThere(client, ids)
    const wish = {
      kind: edit === true ? ('edit' as const) : ('view' as const),
      ...(scope !== undefined && { scope }),
      ...(expires !== undefined && { expiresAt: new Date(Date.now() + expires).toISOString() }),
    }
    const made = client.links.make(batch === undefined ? { ids, ...wish } : { batch, ...wish }, session.signal)
    for await (const step of made) {
      // A single one that can't be had is the command's own failure.
      if (step.failure !== null && ids.length === 1) throw new FailureError(failureOf(step.failure))
      show(step)
    }
  }, 'once')
  if (steps.length === 0)
    throw new FailureError(failure('not-found', { what: 'finished upload of a batch', id: batch ?? '' }))
  if (terminal.isJson) terminal.json(steps)
  const missing = steps.filter(({ failure: found }) => found !== null).length
  if (missing === 0) return
  session.exitCode = exitCode.unfinished
  if (!terminal.isJson) terminal.note(`${plural(missing, 'file')} of ${steps.length} got no link.`)
}

export function addLink(program: Command, session: Session): void {
  program
    .command('link')
    .description('make links to files that are uploaded, for other people to open them; one a line')
    .argument('[id...]', 'of the transfers; see `longshore history`')
    .option('--batch <id>', 'all that were added together and are done', notEmpty)
    .option('--edit', 'who has the link may change the file; else only look at it')
    .addOption(
      new Option(
        '--scope <who>',
        'who can open it; else as the service has it for links of which nobody says it',
      ).choices(linkScopes),
    )
    .option('--expires <time>', 'when the link ends, like 12h, 7d or 4w', lifetime)
    .action((ids: string[], flags: Flags) => link(session, ids, flags))
}
