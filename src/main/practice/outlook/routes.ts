import type { Context } from '../context.ts'
import type { Exchange } from '../http/exchange.ts'
import { json, type Reply } from '../http/reply.ts'
import { methodNotAllowed, type Route } from '../http/route.ts'
import { authenticate } from '../sign-in/tokens.ts'
import { type MailAddress, parseMailAddress } from './address.ts'
import { attachmentValue, getAttachment, listAttachments, postAttachment } from './attachments.ts'
import { receiveAttachmentRange } from './receive-range.ts'
import { type MailItem, attachmentSession } from './rows.ts'
import { amongFew, itemFor } from './rules.ts'
import { attachmentStatus, cancelAttachment, createAttachmentSession, parseAttachmentUrl } from './sessions.ts'

type Handler = (context: Context, exchange: Exchange, item: MailItem, address: MailAddress) => Reply | Promise<Reply>

/** part → method → what it is called in faults and journal, and who does it. */
const operations: Readonly<
  Record<MailAddress['part'], Readonly<Record<string, { readonly op: string; readonly run: Handler }>>>
> = {
  item: { GET: { op: 'mail', run: getMailItem } },
  attachments: {
    GET: { op: 'attachments', run: listAttachments },
    POST: { op: 'attach', run: postAttachment },
  },
  createUploadSession: { POST: { op: 'create', run: createAttachmentSession } },
  attachment: { GET: { op: 'attachment', run: getAttachment } },
  $value: { GET: { op: 'value', run: attachmentValue } },
}

/** Requests on the Graph host about a message or an event. Null: not one of them. */
export function mailRoute(path: string, exchange: Exchange): Route | null {
  const address = parseMailAddress(path)
  if (!address) return null
  const methods = operations[address.part]
  const operation = methods[exchange.method]
  if (!operation) return methodNotAllowed(Object.keys(methods))
  return {
    op: operation.op,
    protocol: 'outlook',
    path: `/${address.collection}/${address.itemId}`,
    run: async (context) => {
      const token = authenticate(context, exchange.bearer)
      exchange.entry.account = token.account
      return amongFew(context.world, () =>
        operation.run(context, exchange, itemFor(context.world, address, token), address),
      )
    },
  }
}

/** Requests to the upload URL of an attachment. */
export function mailUploadRoute({ world }: Context, exchange: Exchange): Route | null {
  const ids = parseAttachmentUrl(exchange.path, exchange.query)
  if (!ids) return null
  const { id, secret } = ids
  const session = attachmentSession(world, id)
  const start = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(exchange.header('content-range') ?? '')
  const [from = 0, end = 0, total = 0] = start?.slice(1).map(Number) ?? []
  const known = {
    protocol: 'outlook',
    sessionId: id,
    ...(session && { path: `/${session.itemId}/${session.name}`, account: session.account }),
    ...(start && { range: { start: from, end, total } }),
  }
  switch (exchange.method) {
    case 'PUT':
      return {
        ...known,
        op: 'put',
        run: (context) => amongFew(world, () => receiveAttachmentRange(context, exchange, id, secret)),
      }
    case 'GET':
      return {
        ...known,
        op: 'get',
        run: (context) => amongFew(world, () => attachmentStatus(context, exchange, id, secret)),
      }
    case 'DELETE':
      return {
        ...known,
        op: 'delete',
        run: (context) => amongFew(world, () => cancelAttachment(context, exchange, id, secret)),
      }
    default:
      return methodNotAllowed(['PUT', 'DELETE'])
  }
}

function getMailItem(_: Context, __: Exchange, { id, subject, isDraft, collection }: MailItem): Reply {
  return json(200, { id, subject, ...(collection === 'messages' && { isDraft }) })
}
