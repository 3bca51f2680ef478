/** What the practice cloud's mailbox really has. */

import { expect } from 'vitest'
import type { Practice } from '../integration/practice-client.ts'
import type { OwnerBench, Source } from './owner-bench.ts'

export const draft = 'outlook:messages/practice-draft'

interface StoredAttachment {
  readonly id: string
  readonly name: string
  readonly size: number
  readonly sha256: string
}

export interface StoredMail {
  readonly items: readonly {
    readonly id: string
    readonly attachments: readonly StoredAttachment[]
  }[]
  readonly sessions: readonly { readonly id: string; readonly state: string; readonly received: number }[]
}

export function mailOf(practice: Practice): Promise<StoredMail> {
  return practice.control('GET', '/mail')
}

export async function attachmentsOf(practice: Practice, id = 'practice-draft'): Promise<readonly StoredAttachment[]> {
  const { items } = await mailOf(practice)
  return items.find((item) => item.id === id)?.attachments ?? []
}

/** Exactly one attachment in the message, and it is this one. */
export async function expectAttached({ practice }: OwnerBench, source: Source, id = 'practice-draft'): Promise<void> {
  const attached = await attachmentsOf(practice, id)
  expect(attached.map(({ name }) => name)).toEqual([source.name])
  expect(attached[0]).toMatchObject({ size: source.size, sha256: source.sha256 })
}
