/** Jobs, documents and printers as they come over the wire (C: resources/printjob.md, printdocument.md, printer.md). */

import * as z from 'zod'

const Id = z.union([z.string().min(1).max(512), z.number().int()]).transform(String)
const Text = z.string().max(4_096)

const Document = z.object({
  id: Id,
  size: z.coerce.number().int().min(0).nullish(),
})

/** Members that we don't know may have values that we don't know: a newer service knows more states. */
const Status = z.object({
  state: Text.nullish(),
  description: Text.nullish(),
  isAcquiredByPrinter: z.boolean().nullish(),
  details: z.array(Text).nullish(),
})

const Job = z.object({ id: Id, status: Status.nullish(), documents: z.array(Document).max(100).nullish() })

const Printer = z.object({
  id: Id,
  displayName: Text.nullish(),
  capabilities: z.object({ contentTypes: z.array(z.string().max(255)).max(1_000).nullish() }).nullish(),
})

export interface PrintJob {
  readonly id: string
  readonly state: string
  readonly description: string
  readonly isAcquiredByPrinter: boolean
  readonly details: readonly string[]
  readonly documents: readonly PrintDocument[]
}

export interface PrintDocument {
  readonly id: string
  /** bytes; null where it isn't told */
  readonly size: number | null
}

export function jobOf(json: unknown): PrintJob | null {
  const parsed = Job.safeParse(json)
  if (!parsed.success) return null
  const { id, status, documents } = parsed.data
  return {
    id,
    state: status?.state ?? 'unknown',
    description: status?.description ?? '',
    isAcquiredByPrinter: status?.isAcquiredByPrinter === true,
    details: status?.details ?? [],
    documents: (documents ?? []).map((document) => ({ id: document.id, size: document.size ?? null })),
  }
}

export function documentOf(json: unknown): PrintDocument | null {
  const parsed = Document.safeParse(json)
  return parsed.success ? { id: parsed.data.id, size: parsed.data.size ?? null } : null
}

export interface PrinterFacts {
  readonly id: string
  readonly name: string
  /** Null where it doesn't say. */
  readonly contentTypes: readonly string[] | null
}

export function printerOf(json: unknown): PrinterFacts | null {
  const parsed = Printer.safeParse(json)
  if (!parsed.success) return null
  const { id, displayName, capabilities } = parsed.data
  return { id, name: displayName ?? id, contentTypes: capabilities?.contentTypes ?? null }
}

export function asJson(value: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(value))
}
