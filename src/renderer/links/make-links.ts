/** Asks for links, one after the other, and keeps what came of it until the dialog goes. */

import { FailureError, viewOf } from '../../shared/failure.ts'
import type { FailureView } from '../../shared/failure.ts'
import type { LinkStep } from '../../shared/links-contract.ts'
import type { EngineClient } from '../engine/engine-client.ts'

/** Of some files, or of all of a batch that are done. */
export type LinksOf = { readonly ids: readonly string[] } | { readonly batch: string }

export interface Wish {
  readonly kind: 'view' | 'edit'
  /** Null: as the service has it. */
  readonly scope: 'anyone' | 'organization' | null
  /** Null: no end is asked for. */
  readonly days: number | null
}

export interface Made {
  readonly steps: readonly LinkStep[]
  /** Why there are no more; null: these are all. */
  readonly failure: FailureView | null
}

const dayMs = 86_400_000

/** @param now epoch ms @param onStep each time that one is through, with how many are */
export async function makeLinks(
  client: Pick<EngineClient, 'links'>,
  of: LinksOf,
  { kind, scope, days }: Wish,
  now: number,
  { signal, onStep }: { readonly signal: AbortSignal; readonly onStep: (count: number) => void },
): Promise<Made> {
  const wish = {
    kind,
    ...(scope !== null && { scope }),
    ...(days !== null && { expiresAt: new Date(now + days * dayMs).toISOString() }),
  }
  const asked = 'batch' in of ? { batch: of.batch, ...wish } : { ids: [...of.ids], ...wish }
  const steps: LinkStep[] = []
  try {
    for await (const step of client.links.make(asked, signal)) {
      steps.push(step)
      onStep(steps.length)
    }
  } catch (error) {
    if (signal.aborted) return { steps, failure: null }
    if (error instanceof FailureError) return { steps, failure: viewOf(error.failure, null) }
    throw error
  }
  return { steps, failure: null }
}

/** The addresses, one a line. */
export function addressesOf(steps: readonly LinkStep[]): string {
  return steps.flatMap(({ link }) => link?.url ?? []).join('\n')
}
