/** One request to To Do. All of them go to Graph with the account's token, ranges too (C: concepts/todo-attachments.md). */

import { parseDestination } from '../../../shared/destination.ts'
import { fail, failure, ok } from '../../../shared/failure.ts'
import type { Failure, Result } from '../../../shared/failure.ts'
import type { TodoDestination } from '../../../shared/todo-address.ts'
import type { Clock } from '../../engine/ports/clock.ts'
import type { GraphConnection, HttpAnswer, HttpRequest } from '../../engine/ports/http.ts'
import type { Body, Call, Target } from '../../engine/ports/provider.ts'
import { refusalOf } from '../graph/errors.ts'

export interface Todo {
  readonly connection: GraphConnection
  readonly clock: Clock
}

export interface Asked {
  readonly answer: HttpAnswer
  /** What the answer stands for where it isn't what was hoped for. */
  readonly refusal: () => Failure
}

/** What was asked of: a refusal means different things. */
type About = 'task' | 'session' | 'range'

interface Question {
  readonly method: HttpRequest['method']
  readonly url: string
  readonly about?: About
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Uint8Array | Body | null
  readonly into?: (piece: Uint8Array) => void
  readonly facts?: Readonly<Record<string, string>>
}

export async function ask(todo: Todo, question: Question, { signal, held }: Call): Promise<Result<Asked>> {
  const asked = held?.() ?? null
  if (asked !== null) return fail(asked)
  const { connection, clock } = todo
  const { method, url, about = 'task', headers = {}, body = null, into, facts } = question
  const request = { method, url, headers, body, authorization: 'account', signal } as const
  const got = await connection.http.request({ ...request, ...(into && { into }) })
  const all = { account: connection.account, ...facts }
  if (!got.ok) return fail({ ...got.failure, facts: { ...all, ...got.failure.facts } })
  const answer = got.value
  const context = { host: new URL(url).host, now: clock.now(), facts: all }
  return ok({ answer, refusal: () => todoRefusalOf(answer, about, context) })
}

/**
 * A session that is not there is lost, and not the task. But its URL is no permission of its own: who may not ask it is
 * signed out, or has no right.
 */
function todoRefusalOf(
  answer: HttpAnswer,
  about: About,
  context: Omit<Parameters<typeof refusalOf>[1], 'on'>,
): Failure {
  const isOurs = about === 'task' || answer.status === 401 || answer.status === 403
  const found = refusalOf(answer, { ...context, on: isOurs ? 'graph' : 'upload' })
  // A range where another is expected; how that is said is not documented. The position settles it.
  const isStep = about === 'range' && answer.status === 400 && found.code === 'destination-refused'
  return isStep ? failure('out-of-step', found.facts) : found
}

export function factsOf({ name, destination }: Target, size?: number): Record<string, string> {
  return { name, destination, ...(size !== undefined && { size: String(size) }) }
}

export function addressOf(destination: string): Result<TodoDestination> {
  const parsed = parseDestination(destination)
  if (!parsed.ok) return parsed
  if (parsed.value.kind === 'todo') return ok(parsed.value)
  return fail(failure('address-not-supported', { destination }))
}

/** `/v1.0/me/todo/lists/{id}/tasks/{id}`, or below `/users/{id}` (C: taskfileattachment-createuploadsession.md). */
export function taskUrl({ connection }: Todo, { user, list, task }: TodoDestination): string {
  const owner = user === null ? '/me' : `/users/${encodeURIComponent(user)}`
  return `${connection.graphUrl}/v1.0${owner}/todo/lists/${encodeURIComponent(list)}/tasks/${encodeURIComponent(task)}`
}
