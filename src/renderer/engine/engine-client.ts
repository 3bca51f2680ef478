import type { LongshoreContract } from '../../shared/contract.ts'
import type { Client } from '../../shared/rpc-contract.ts'

export type EngineClient = Client<LongshoreContract>

/** `needs-link`: this page may not (any more); only a new one-time link helps. */
export type LinkState = 'connecting' | 'connected' | 'lost' | 'needs-link'
