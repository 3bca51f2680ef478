/** Builds what makes links to files that are done. */

import type { Engine } from './engine/engine.ts'
import type { Clock, Random } from './engine/ports/clock.ts'
import type { Permissions } from './engine/ports/permissions.ts'
import type { TransferStore } from './engine/ports/store.ts'
import { kindsWithLinks } from './providers/index.ts'
import type { Redactor } from './secrets/redactor.ts'
import { Links } from './services/links.ts'

interface LinkGiven {
  readonly store: Pick<TransferStore, 'get' | 'page'>
  readonly engine: Pick<Engine, 'providers' | 'pauses'>
  readonly permissions: Pick<Permissions, 'links' | 'refusalOfLink'>
  readonly redactor: Pick<Redactor, 'addPassing'>
  readonly clock: Clock
  readonly random: Random
}

export function composeLinks({ store, engine, permissions, redactor, clock, random }: LinkGiven): Links {
  const { providers, pauses } = engine
  const note = (link: string): void => redactor.addPassing(link)
  return new Links({ store, providers, pauses, permissions, clock, random, kinds: kindsWithLinks(), note })
}
