/** Which transfers a command is about, as options: the same for all that look. */

import { InvalidArgumentError } from 'commander'
import type { Command } from 'commander'
import type { PublicState } from '../../shared/lifecycle.ts'
import type { QueueFilter } from '../../shared/queue-filter.ts'
import { notEmpty, states } from './values.ts'

export interface FilterFlags {
  readonly state?: PublicState[]
  readonly find?: string
  readonly account?: string
  readonly failure?: string
  readonly batch?: string
  readonly since?: string
  readonly before?: string
}

export function filterOf(flags: FilterFlags): QueueFilter {
  const { state, find, account, failure, batch, since, before } = flags
  return {
    ...(state !== undefined && { states: state }),
    ...(find !== undefined && { text: find }),
    ...(account !== undefined && { account }),
    ...(failure !== undefined && { code: failure }),
    ...(batch !== undefined && { batch }),
    ...(since !== undefined && { since }),
    ...(before !== undefined && { before }),
  }
}

/** `2026-05-31`, which begins at midnight here, or a moment. ISO 8601 UTC. */
function moment(text: string): string {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00`) : new Date(text)
  if (!/^\d{4}-\d{2}-\d{2}/.test(text) || Number.isNaN(at.getTime())) {
    throw new InvalidArgumentError('A date looks like 2026-05-31.')
  }
  return at.toISOString()
}

export function count(text: string): number {
  const value = Number(text)
  if (!/^\d{1,9}$/.test(text) || value < 1) throw new InvalidArgumentError('A number from 1 on.')
  return value
}

/** `isOver`: of what has ended, so that it can be asked when. */
export function addFilters(command: Command, isOver: boolean): Command {
  command
    .option('--state <state>', 'only in this state; may be repeated', states)
    .option('--find <text>', 'only those with all these words in their path or destination', notEmpty)
    .option('--account <name>', 'only those of this account', notEmpty)
    .option('--failure <code>', 'only those that were stopped by this', notEmpty)
    .option('--batch <id>', 'only those that were added together', notEmpty)
  if (!isOver) return command
  return command
    .option('--since <date>', 'only those that ended then or later', moment)
    .option('--before <date>', 'only those that ended before', moment)
}
