/** `/me/messages/{id}…` and its siblings (graph.md C1): whose mailbox, which item, and what of its attachments. */
export interface MailAddress {
  /** Id or principal name; null for `/me`. */
  readonly user: string | null
  readonly collection: 'messages' | 'events'
  readonly itemId: string
  readonly part: 'item' | 'attachments' | 'createUploadSession' | 'attachment' | '$value'
  readonly attachmentId: string
}

const form = /^\/(?:me|users\/([^/:]+))\/(messages|events)\/([^/:]+)(?:\/attachments(?:\/([^/:]+)(?:\/(\$value))?)?)?$/

/** Null: not about mail or calendar. */
export function parseMailAddress(path: string): MailAddress | null {
  const found = form.exec(path)
  if (!found) return null
  const [, user, collection, item = '', one, value] = found
  const isList = path.endsWith('/attachments')
  return {
    user: user === undefined ? null : decodeURIComponent(user),
    collection: collection === 'events' ? 'events' : 'messages',
    itemId: decodeURIComponent(item),
    part:
      value !== undefined
        ? '$value'
        : one === 'createUploadSession'
          ? 'createUploadSession'
          : one !== undefined
            ? 'attachment'
            : isList
              ? 'attachments'
              : 'item',
    attachmentId: decodeURIComponent(one ?? ''),
  }
}
