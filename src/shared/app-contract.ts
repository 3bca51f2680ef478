/**
 * What the app's own window can do beside the engine's contract: the system's dialogs, and what its tray, its menu and
 * its start asked the page for. A browser has none of it.
 */

import * as z from 'zod'
import { contract } from './contract.ts'
import { DiagnosticsParts } from './diagnostics.ts'
import { QueueFilter, exportFormats } from './queue-filter.ts'
import { command, stream } from './rpc-contract.ts'
import type { Contract } from './rpc-contract.ts'

const Nothing = z.strictObject({})
/** A transfer's id, and nothing of what is to be opened: a page that was taken over could name anything. */
const OneRow = z.strictObject({ id: z.string().min(1).max(64) })

/** Something that the page is to show. */
export const Wish = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('add'), what: z.enum(['files', 'folder']), paths: z.array(z.string()).max(10_000) }),
  z.object({ kind: z.literal('screen'), screen: z.enum(['queue', 'accounts', 'settings']) }),
])
export type Wish = z.infer<typeof Wish>

export const appContract = {
  ...contract,
  app: {
    /** The system's dialog. No path: it was called off. */
    chooseFiles: command({ in: Nothing, out: z.object({ paths: z.array(z.string()) }) }),
    chooseFolder: command({ in: Nothing, out: z.object({ paths: z.array(z.string()).max(1) }) }),
    /** Asks where, and writes a part of the history there. */
    saveExport: command({
      in: z.strictObject({
        filter: QueueFilter.default({}),
        format: z.enum(exportFormats),
        /** What is suggested: a name, no path. */
        name: z.string().regex(/^[\w-][\w.-]{0,99}$/),
      }),
      out: z.object({ isSaved: z.boolean() }),
    }),
    /** Asks where, and writes these texts there as one file: what the page has shown, and nothing else. */
    saveDiagnostics: command({
      in: z.strictObject({ name: z.string().regex(/^[\w-][\w.-]{0,99}$/), parts: DiagnosticsParts }),
      out: z.object({ isSaved: z.boolean() }),
    }),
    /** Shows the file of this transfer in the system's file manager: the path is the engine's. False: it isn't there. */
    showFile: command({ in: OneRow, out: z.object({ isShown: z.boolean() }) }),
    /** Opens what this transfer made in the system's browser: the address is the engine's. False: there is none, or no browser. */
    openInWeb: command({ in: OneRow, out: z.object({ isOpened: z.boolean() }) }),
    /** Whether there is an engine, in this process or in a daemon that owns the data folder; now, then each change. */
    link: stream({ in: Nothing, out: z.enum(['connected', 'lost']) }),
    wishes: stream({ in: Nothing, out: Wish }),
  },
} as const satisfies Contract

export type AppContract = typeof appContract
