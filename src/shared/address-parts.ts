/** What the parsers of all kinds of addresses share. */

/** What a kind's parser says: the destination, or in words what is wrong with the address. */
export type Parsed<T> = { readonly destination: T } | { readonly problem: string }

/** Up to the first slash, and what comes after it. */
export function cut(text: string): [string, string] {
  const slash = text.indexOf('/')
  return slash < 0 ? [text, ''] : [text.slice(0, slash), text.slice(slash + 1)]
}
