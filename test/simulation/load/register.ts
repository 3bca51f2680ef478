/** Tells the runtime's loader of the stand-ins and the edits, before any product code is loaded. */

import { registerHooks } from 'node:module'
import { type Edit, edited } from './edits.ts'
import { redirects } from './redirects.ts'

const root = new URL('../../../', import.meta.url).href
const standIns = new URL('../stand-ins/', import.meta.url).href

export function register(edits: readonly Edit[]): void {
  const files = Map.groupBy(edits, ({ file }) => root + file)
  registerHooks({
    resolve(specifier, context, next) {
      const parent = context.parentURL ?? ''
      const from = parent.startsWith(root) ? parent.slice(root.length) : ''
      const found = redirects.find((one) => one.specifier === specifier && from.startsWith(one.from))
      return found === undefined ? next(specifier, context) : next(standIns + found.to, context)
    },
    load(url, context, next) {
      const loaded = next(url, context)
      const mine = files.get(url)
      if (mine === undefined) return loaded
      const text = Buffer.from(loaded.source as Uint8Array).toString('utf8')
      return { ...loaded, source: edited(text, mine) }
    },
  })
}
