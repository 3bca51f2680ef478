import type { VirtualClock } from '../clock.ts'
import type { Exchange } from '../http/exchange.ts'
import type { Reply } from '../http/reply.ts'
import type { Problem } from '../problem.ts'
import type { Switches } from '../switches.ts'

/** What the machinery that all hosts share calls a refusal, in Box's word for it. */
const words: Readonly<Record<string, string>> = {
  invalidRequest: 'bad_request',
  itemNotFound: 'not_found',
  nameAlreadyExists: 'item_name_in_use',
  InvalidAuthenticationToken: 'unauthorized',
  generalException: 'internal_server_error',
  BadRequest: 'not_found',
}

const helpUrl = 'http://developers.box.com/docs/#errors'

/**
 * A refusal in the words of Box (guides/api-calls/permissions-and-errors/common-errors.md). The SDKs tell a token that
 * is refused by a body that isn't there (box-and-peers.md 1.12).
 */
export function boxProblem(problem: Problem, exchange: Exchange, _: VirtualClock, switches: Switches): Reply {
  const { status, message, headers, about } = problem
  const code = words[problem.code] ?? problem.code
  if (status === 401 && switches.boxUnauthorizedBody === 'empty') return { status, headers, errorCode: code }
  const body = {
    type: 'error',
    status,
    code,
    help_url: helpUrl,
    message,
    request_id: boxRequestId(exchange),
    ...(about && { context_info: about }),
  }
  return { status, headers, json: body, errorCode: code }
}

export function boxHeaders(exchange: Exchange): Record<string, string> {
  return { 'BOX-REQUEST-ID': boxRequestId(exchange), 'Cache-Control': 'no-cache, no-store' }
}

/** 16 characters, as in every example. */
function boxRequestId({ requestId }: Exchange): string {
  return requestId.replaceAll('-', '').slice(0, 16)
}
