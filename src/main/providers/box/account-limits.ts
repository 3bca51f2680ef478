/** How large a file the account's plan takes (OAS User: `max_upload_size`; guides/uploads/direct/index.md). */

import { fail, failure, ok } from '../../../shared/failure.ts'
import type { Failure, Result } from '../../../shared/failure.ts'
import { type Call, type Room, unknownRoom } from '../../engine/ports/provider.ts'
import { asksToWait } from '../asks-to-wait.ts'
import { apiUrl, ask } from './box-call.ts'
import type { Box } from './box-call.ts'
import { smallestPlanBytes } from './limits.ts'
import { accountOf } from './wire.ts'

/** Asks who we are, and learns the cap. That nobody says it is no reason to stop: the service refuses by itself. */
async function askLimits(box: Box, facts: Readonly<Record<string, string>>, call: Call): Promise<Result<Room>> {
  const url = apiUrl(box, '/users/me?fields=max_upload_size,space_amount,space_used')
  const asked = await ask(box, { on: 'item', method: 'GET', url, facts }, call)
  if (!asked.ok) return asked
  const { answer, refusal } = asked.value
  const told = answer.status === 200 ? accountOf(answer.json) : null
  if (told === null) return fail(refusal())
  if (told.largestFile !== null) box.learnt.learnLargestFile(told.largestFile)
  return ok({ ...unknownRoom, bytes: told.room })
}

/** @returns the wish to wait that was the answer: who is asked to wait asks nothing more. Else null, learnt or not. */
async function learnLargestFile(box: Box, call: Call): Promise<Failure | null> {
  const asked = box.learnt.largestFile === null ? await askLimits(box, {}, call) : null
  return asked !== null && !asked.ok && asksToWait(asked.failure) ? asked.failure : null
}

/** Never certain: what goes into a folder of somebody else takes their room, and a path doesn't say whose it is. */
export function room(box: Box, destination: string, call: Call): Promise<Result<Room>> {
  return askLimits(box, { destination }, call)
}

/** Before hours of uploading; small files aren't worth the request. */
export async function sizeProblem(
  box: Box,
  size: number,
  facts: Readonly<Record<string, string>>,
  call: Call,
): Promise<Failure | null> {
  const waits = size > smallestPlanBytes ? await learnLargestFile(box, call) : null
  return waits ?? knownSizeProblem(box, size, facts)
}

/** By what was learnt so far. */
export function knownSizeProblem(box: Box, size: number, facts: Readonly<Record<string, string>>): Failure | null {
  const { maxFileBytes } = box.learnt
  return size > maxFileBytes ? tooLarge(size, maxFileBytes, facts) : null
}

function tooLarge(size: number, limit: number, facts: Readonly<Record<string, string>>): Failure {
  return failure('too-large', { ...facts, size: String(size), limit: String(limit) })
}

/** A refusal for the size says how much would be taken, where the account tells that. */
export async function withLimit(box: Box, refused: Failure, size: number, call: Call): Promise<Failure> {
  if (refused.code !== 'too-large') return refused
  const waits = await learnLargestFile(box, call)
  if (waits !== null) return waits
  const limit = box.learnt.largestFile
  // Not told, or not what Box refused it for: then the refusal's own words have to do.
  return limit === null || limit >= size ? refused : tooLarge(size, limit, refused.facts)
}
