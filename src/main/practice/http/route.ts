import type { Context } from '../context.ts'
import { Problem } from '../problem.ts'
import type { Reply } from './reply.ts'

/** What a request turned out to be: enough for the journal and the faults, and the way to its answer. */
export interface Route {
  readonly op: string
  readonly protocol?: string
  readonly path?: string
  readonly sessionId?: string
  /** Where acknowledgements are counted by part: what the journal calls the part. */
  readonly partKey?: string
  readonly account?: string
  readonly range?: { readonly start: number; readonly end: number; readonly total: number }
  readonly run: (context: Context) => Promise<Reply>
}

export function methodNotAllowed(allowed: readonly string[]): Route {
  const problem = new Problem(405, 'invalidRequest', 'The HTTP method is not allowed here.', null, {
    Allow: allowed.join(', '),
  })
  return { op: 'unknown', run: () => Promise.reject(problem) }
}

export const notFound: Route = {
  op: 'unknown',
  run: () => Promise.reject(new Problem(404, 'BadRequest', 'Resource not found for the segment.')),
}
