/** The local web UI of an owner: the built page, served with the contract. */

import { fileURLToPath } from 'node:url'
import type { Transport } from '../shared/rpc.ts'
import type { Serving } from '../shared/rpc-serve.ts'
import type { Log } from './engine/ports/log.ts'
import { openLocalServer } from './server/local-server.ts'
import { readStaticFiles } from './server/static-files.ts'

/** Two folders up, from the source as from what is built of it. */
export const builtPage = fileURLToPath(new URL('../../out/renderer/', import.meta.url))
/** Of a link that somebody has just asked for. */
const linkLifeMs = 60_000
/**
 * Of the link that is printed at the start: whoever started it may come back to that terminal a while later. Not for
 * ever, since what a service prints is kept in a log. After that `longshore open` prints a new one.
 */
const firstLinkLifeMs = 3_600_000

export interface WebUi {
  /** Without a code. */
  readonly url: string
  /** With a code, for somebody who follows it now. */
  link(): string
  /** For somebody who follows it when they come to it. */
  firstLink(): string
  close(): Promise<void>
}

export interface WebUiOptions {
  readonly port: number
  /** The folder of the built page. */
  readonly page: string
  readonly accept: (transport: Transport) => Serving
  readonly log: Log
}

/** Null where no page was built. Throws a FailureError where the port can't be had. */
export async function openWebUi({ port, page, accept, log }: WebUiOptions): Promise<WebUi | null> {
  const files = await readStaticFiles(page)
  if (files === null) return null
  const onBug = (error: unknown): void => log.warn('web.bug', { error: String(error) })
  const server = await openLocalServer({ port, files, accept, onBug })
  return {
    url: server.url,
    link: () => server.link(linkLifeMs),
    firstLink: () => server.link(firstLinkLifeMs),
    close: () => server.close(),
  }
}
