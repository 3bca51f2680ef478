/** Which provider serves which kind of address. The only file that knows them all. */

import type { BrowsePlace } from '../../shared/browse-place.ts'
import type { ConsentKind } from '../../shared/contract.ts'
import { parseDestination } from '../../shared/destination.ts'
import type { Destination, DestinationKind } from '../../shared/destination.ts'
import { fail, failure, ok } from '../../shared/failure.ts'
import type { Result } from '../../shared/failure.ts'
import type { Account, AccountStore, Person } from '../engine/ports/account.ts'
import type { Clock } from '../engine/ports/clock.ts'
import type { BoxConnection, Connection, Connections, GraphConnection } from '../engine/ports/http.ts'
import type { Tenant } from '../engine/ports/permissions.ts'
import type { FolderEntry, Provider, Providers } from '../engine/ports/provider.ts'
import { BoxProvider } from './box/index.ts'
import { userOf as userOfBox } from './box/me.ts'
import { tenantOf } from './graph/organization.ts'
import { userOf as userOfGraph } from './graph/me.ts'
import { OneDriveProvider } from './onedrive/index.ts'
import { OutlookProvider } from './outlook/index.ts'
import { PrintProvider } from './print/index.ts'
import { TodoProvider } from './todo/index.ts'

export interface ProvidersOptions {
  readonly accounts: Pick<AccountStore, 'accounts'>
  readonly connections: Connections
  readonly clock: Clock
  /** See `OneDriveOptions`. */
  readonly keepTimesOfSmallFiles?: boolean
  /** Whether attachments are read back to prove them. */
  readonly readsBack?: boolean
}

interface Row {
  readonly accounts: readonly Account['kind'][]
  /** Where looking around begins. */
  readonly roots: readonly FolderEntry[]
  /** Whether its files can have links that other people open (`Provider.share`). */
  readonly hasLinks: boolean
  /** Null where the account has no such service, as one of a practice cloud that was added without it. */
  build(connection: Connection, options: ProvidersOptions): Provider | null
}

/** For providers of Graph: none without it. */
function onGraph(build: (connection: GraphConnection, options: ProvidersOptions) => Provider): Row['build'] {
  return (connection, options) => (hasGraph(connection) ? build(connection, options) : null)
}

function hasGraph(connection: Connection): connection is GraphConnection {
  return connection.graphUrl !== null
}

function hasBox(connection: Connection): connection is BoxConnection {
  return connection.box !== null
}

/** Nothing is told of what is in it before it is opened. */
const beginning = { address: null, hasChildren: null, detail: null, at: null } as const

const table: Readonly<Record<DestinationKind, Row>> = {
  onedrive: {
    accounts: ['microsoft', 'practice'],
    hasLinks: true,
    roots: [
      { ...beginning, kind: 'drive', name: 'My drive', address: 'onedrive:/', place: 'onedrive:/' },
      { ...beginning, kind: 'shared', name: 'Shared with me', place: 'onedrive:shared' },
      { ...beginning, kind: 'sites', name: 'SharePoint sites', place: 'onedrive:sites' },
      { ...beginning, kind: 'groups', name: 'Groups', place: 'onedrive:groups' },
    ],
    build: onGraph(
      (connection, { clock, keepTimesOfSmallFiles = true }) =>
        new OneDriveProvider({ connection, clock, keepTimesOfSmallFiles }),
    ),
  },
  outlook: {
    accounts: ['microsoft', 'practice'],
    hasLinks: false,
    roots: [
      { ...beginning, kind: 'drafts', name: 'Mail drafts', place: 'outlook:drafts' },
      { ...beginning, kind: 'calendar', name: 'Calendar', place: 'outlook:events' },
    ],
    build: onGraph((connection, { clock, readsBack }) => new OutlookProvider({ connection, clock, readsBack })),
  },
  print: {
    accounts: ['microsoft', 'practice'],
    hasLinks: false,
    roots: [{ ...beginning, kind: 'printers', name: 'Printers', place: 'print:shares' }],
    build: onGraph((connection, { clock }) => new PrintProvider({ connection, clock })),
  },
  todo: {
    accounts: ['microsoft', 'practice'],
    hasLinks: false,
    roots: [{ ...beginning, kind: 'tasks', name: 'To Do', place: 'todo:lists' }],
    build: onGraph((connection, { clock, readsBack }) => new TodoProvider({ connection, clock, readsBack })),
  },
  box: {
    accounts: ['box', 'practice'],
    hasLinks: true,
    roots: [{ ...beginning, kind: 'drive', name: 'Box', address: 'box:/', place: 'box:/' }],
    build: (connection, { clock }) => (hasBox(connection) ? new BoxProvider({ connection, clock }) : null),
  },
}

/** Any of them will do; what of Box may be done is the business of its app. */
const consents: Readonly<Record<DestinationKind, readonly ConsentKind[]>> = {
  onedrive: ['onedrive', 'other-drives'],
  outlook: ['outlook'],
  todo: ['todo'],
  print: ['print'],
  box: [],
}

/** Nobody's own: `Files.ReadWrite` is about the files of the person who signed in (graph.md F2). */
const ofOthers: ReadonlySet<string> = new Set(['site', 'group'])

function consentsFor(kind: DestinationKind, address: string): readonly ConsentKind[] {
  const list = kind === 'onedrive' ? listConsent(address) : null
  if (list !== null) return [list]
  const parsed = kind === 'onedrive' ? parseDestination(address) : null
  if (parsed === null || !parsed.ok || parsed.value.kind !== 'onedrive') return consents[kind]
  const { base } = parsed.value
  return 'drive' in base && ofOthers.has(base.drive.kind) ? ['other-drives'] : consents[kind]
}

/** Lists of what isn't one's own: finding a site takes another permission than using its files (site-search, user-list-memberof). */
function listConsent(address: string): ConsentKind | null {
  if (address === 'onedrive:sites') return 'sites'
  if (address === 'onedrive:groups') return 'groups'
  return /^onedrive:(?:sites|groups)\/[^/]+\/drives$/.test(address) ? 'other-drives' : null
}

/** What a person has to be asked for first; null where they were, or where nobody knows because tokens came in a file. */
function missingConsent({ consents: given }: Account, kind: DestinationKind, address: string): ConsentKind | null {
  const wanted = consentsFor(kind, address)
  return given === undefined || wanted.some((one) => given.includes(one)) ? null : (wanted[0] ?? null)
}

/** Whether an account of this kind can serve such a destination at all: for commands that choose one. */
export function canServe(kind: Account['kind'], destination: Pick<Destination, 'kind'>): boolean {
  return table[destination.kind].accounts.includes(kind)
}

/** Kinds of destinations whose files can have links. */
export function kindsWithLinks(): DestinationKind[] {
  return (Object.keys(table) as DestinationKind[]).filter((kind) => table[kind].hasLinks)
}

/** Where an account of this kind can be looked around in. */
export function rootsFor(kind: Account['kind']): FolderEntry[] {
  return Object.values(table).flatMap(({ accounts, roots }) => (accounts.includes(kind) ? roots : []))
}

/** The person of an account, asked of its service; null where that can't say it now. Failures: `signed-out`. */
export async function whoIs(connection: Connection, signal: AbortSignal): Promise<Result<Person | null>> {
  if (hasGraph(connection)) return userOfGraph(connection, signal)
  return hasBox(connection) ? userOfBox(connection, signal) : ok(null)
}

/** Whose account it is, as its service says it; null where it doesn't say, as Box doesn't. */
export async function whoseIs(
  connection: Connection,
  clock: Clock,
  signal: AbortSignal,
): Promise<Result<Tenant | null>> {
  return hasGraph(connection) ? tenantOf(connection, clock, signal) : ok(null)
}

export function createProviders(options: ProvidersOptions): Providers {
  return new ConnectedProviders(options)
}

class ConnectedProviders implements Providers {
  readonly #options: ProvidersOptions
  /** One per connection and kind: it remembers what it learnt about drives. A new connection starts anew. */
  readonly #built = new WeakMap<Connection, Map<DestinationKind, Provider>>()

  constructor(options: ProvidersOptions) {
    this.#options = options
  }

  async serving(account: string, destination: string): Promise<Result<Provider>> {
    const parsed = parseDestination(destination)
    return parsed.ok ? this.#find(account, parsed.value.kind, destination) : parsed
  }

  browsing(account: string, { kind, text }: BrowsePlace): Promise<Result<Provider>> {
    return this.#find(account, kind, text)
  }

  async #find(account: string, kind: DestinationKind, destination: string): Promise<Result<Provider>> {
    const stored = (await this.#options.accounts.accounts()).find(({ name }) => name === account)
    if (stored === undefined) return fail(failure('no-account', { destination, account }))
    if (!canServe(stored.kind, { kind })) return fail(failure('address-not-supported', { destination, account }))
    const consent = missingConsent(stored, kind, destination)
    if (consent !== null) return fail(failure('consent-missing', { destination, account, consent }))
    const connected = await this.#options.connections.connect(stored)
    if (!connected.ok)
      return fail({ ...connected.failure, facts: { ...connected.failure.facts, destination, account } })
    const provider = this.#provider(connected.value, kind)
    return provider === null ? fail(failure('address-not-supported', { destination, account })) : ok(provider)
  }

  #provider(connection: Connection, kind: DestinationKind): Provider | null {
    const built = this.#built.get(connection) ?? new Map<DestinationKind, Provider>()
    this.#built.set(connection, built)
    const provider = built.get(kind) ?? table[kind].build(connection, this.#options)
    if (provider !== null) built.set(kind, provider)
    return provider
  }
}
