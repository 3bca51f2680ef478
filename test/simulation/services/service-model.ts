/** What the simulation has to know of one kind of destination: how it is made to misbehave, and how it is judged. */

import type { Range } from '../../../src/main/engine/ports/provider.ts'
import type { RequestKind } from '../schedule/entry.ts'
import type { Chance } from '../world/chance.ts'

/** A fault in the words of the practice cloud (its catalogues, or actions put together). */
export interface ServiceFault {
  readonly name: string
  readonly fault: object
}

/** Speaks to the practice cloud's control: method, path, body. */
export type Control = (method: string, path: string, body?: object) => Promise<unknown>

export interface StoredItem {
  readonly id: string
  readonly name: string
  readonly size: number
  readonly sha256: string
}

/** What an open session has. */
export interface Received {
  readonly ranges: readonly Range[]
  /** Hex SHA-1 of each part, by its start, where the service tells it. */
  readonly sha1: ReadonlyMap<number, string> | null
}

/** Something that somebody else does there, once. `name` is that of the file which the schedule is about. */
export type OtherAct = (control: Control, name: string) => Promise<unknown>

export interface ServiceModel {
  /** As its addresses begin. */
  readonly kind: string
  /** Endings of file names, one for all tastes of the service. */
  readonly endings: readonly string[]
  /** Which requests a fault of the line waits for; what is there twice is waited for twice as often. */
  readonly requestKinds: readonly RequestKind[]
  readonly faults: readonly ServiceFault[]
  /** Faults and acts after which what is there may differ from what was sent; null: nobody keeps count of them. */
  readonly spoils: ReadonlySet<string> | null
  /** Acts of others, by the name that a schedule has for them. */
  readonly acts: Readonly<Record<string, OtherAct>>
  /** How the service is in each schedule: its limits in this world's scale (load/edits.ts). */
  readonly scale: object
  /** How the service is in this schedule. */
  readonly switchesFrom: (chance: Chance) => object
  /** What it is again when it is calm. */
  readonly calm: (control: Control) => Promise<unknown>
  /** Whether ranges come in the order of bytes, one after the other. */
  readonly isOrdered: boolean
  /** Whether an item can get new content: where not, each version of a file is an item of its own. */
  readonly replaces: boolean
  /** Whether what was made can be found again later; a printed page can't. */
  readonly keepsItems: boolean
  /** Whether a session can be asked for its position: where not, a range whose answer was lost has to be sent again. */
  readonly tellsPosition: boolean
  /** Whether it tells a hash of what it has, or gives it back. */
  readonly tellsHash: boolean
  /** Whether one request makes one item there, so that one which the line brings twice makes two. */
  readonly isDoubledByLine: boolean
  /** Where ranges go, from what is stored of a session. */
  readonly addressOf: (secret: string) => string
  /** Everything that a transfer may have made: for a printer, what was started. */
  readonly items: (control: Control) => Promise<readonly StoredItem[]>
  /** Null where no session at this address is open (any more). */
  readonly received: (control: Control, address: string) => Promise<Received | null>
}

export function fromStart(end: number): Received {
  return { ranges: end === 0 ? [] : [{ start: 0, end }], sha1: null }
}

export function often(chance: Chance, probability: number, switches: object): object {
  return chance.happens(probability) ? switches : {}
}

/** What may come between an account and its tokens, in the words of the practice cloud; it ends with the storm. */
export const demands: Readonly<Record<string, OtherAct>> = Object.fromEntries(
  ['claims', 'idle', 'mfa', 'password'].map((kind) => [
    `${kind} wanted`,
    (control: Control) => control('POST', '/sign-in', { what: 'demand', account: 'you@practice.example', kind }),
  ]),
)

/** Faults for requests of some operation, whatever the service. */
export function faultsAt(op: string, name: string): readonly ServiceFault[] {
  const at = (told: string, action: string, params: object = {}): ServiceFault => ({
    name: `${name} ${told}`,
    fault: { match: { op }, action, params },
  })
  return [
    at('fails', 'respond', { status: 500, code: 'generalException' }),
    at('fails, applied', 'respond', { status: 503, code: 'unavailable', stored: true }),
    at('is lost', 'reset', { at: 'stored' }),
    at('is reset', 'reset', { at: 'arrival' }),
    at('throttled', 'respond', { status: 429, code: 'tooManyRequests', retryAfter: 7 }),
    at('throttled without a time', 'respond', { status: 429, code: 'tooManyRequests' }),
    at('late', 'delay', { ms: 30_000, at: 'stored' }),
    at('begun late', 'delay', { ms: 20_000 }),
    at('refused as signed out', 'revokeToken'),
    at('cut off', 'truncate', { bytes: 12 }),
    at('html', 'respond', { status: 502, contentType: 'text/html', body: '<html><h1>502 Bad Gateway</h1></html>' }),
    at('html with 200', 'respond', { status: 200, contentType: 'text/html', body: '<html><p>Welcome</p></html>' }),
    at('elsewhere', 'redirect', { status: 307, location: 'https://elsewhere.practice.example/up' }),
    at('slow', 'slowReply', { headersAfterMs: 1_500, bytesPerSecond: 200 }),
  ]
}
