/** The serving side of the contract: each entry one line into the engine or a service. */

import type { Authorize, LongshoreContract, SignInStep } from '../../shared/contract.ts'
import type { DiagnosticsPart } from '../../shared/diagnostics.ts'
import type { Handlers, InputOf } from '../../shared/rpc-contract.ts'
import { type Failure, type Result, failure, ok, fail } from '../../shared/failure.ts'
import type { PolicyView } from '../../shared/policy-view.ts'
import type { TransferView } from '../../shared/transfer.ts'
import type { Again } from '../services/again.ts'
import type { Cleaner } from '../engine/cleanup/cleaner.ts'
import type { Engine } from '../engine/engine.ts'
import type { Step, Store, Transfer, TransferQuery } from '../engine/ports/store.ts'
import type { Accounts } from '../services/accounts.ts'
import type { Destinations } from '../services/destinations.ts'
import type { Favourites } from '../services/favourites.ts'
import type { Links } from '../services/links.ts'
import type { PowerPause } from '../services/power-pause.ts'
import type { QueuePause } from '../services/queue-pause.ts'
import type { Preflight } from '../services/preflight.ts'
import type { Secrets } from '../services/secrets.ts'
import type { Settings } from '../services/settings.ts'
import type { SpeedLimit } from '../services/speed-limit.ts'
import type { SignIns } from '../services/sign-ins.ts'
import type { Uploads } from '../services/uploads.ts'
import type { Watches } from '../services/watches.ts'
import { stateChanges } from './change-stream.ts'
import { exported } from './export.ts'
import type { Following } from './following.ts'
import { putAwayTo } from './put-away-to.ts'
import { standingOf } from './standing.ts'
import { statusOf } from './status.ts'
import { queryOf } from './transfer-query.ts'
import { summaryView } from './summary.ts'
import { iso, transferViewOf } from './transfer-view.ts'

/** What the owner knows of itself. */
export interface OwnerFacts {
  readonly version: string
  readonly kind: 'daemon' | 'app' | 'command'
  readonly startedAt: number
  /** Null where it isn't open; it opens last. */
  web: WebUi | null
  /** Why the administrator keeps it shut; null: it may be open. */
  readonly webRefused: Failure | null
  /** Why nothing can be changed; null: it can. */
  readonly viewOnly: Failure | null
}

interface WebUi {
  /** Without a code. */
  readonly url: string
  /** With a code, for somebody who follows it now. */
  link(): string
}

/** Over which line a client came: the private socket (or from this process), or the web UI's. */
export type From = 'private' | 'web'

export interface Services {
  readonly owner: OwnerFacts
  readonly engine: Engine
  readonly store: Store
  readonly following: Following
  readonly accounts: Accounts
  readonly signIns: SignIns
  readonly destinations: Destinations
  readonly watches: Watches
  readonly cleaner: Cleaner
  readonly uploads: Uploads
  readonly again: Again
  readonly preflight: Preflight
  readonly favourites: Favourites
  readonly links: Links
  readonly secrets: Secrets
  readonly settings: Settings
  readonly speedLimit: Pick<SpeedLimit, 'now'>
  readonly queuePause: Pick<QueuePause, 'now' | 'by' | 'pause' | 'resume'>
  readonly powerPause: Pick<PowerPause, 'now'>
  readonly policy: () => PolicyView | null
  /** What can be said of a path that has no transfer, newest reason first. */
  explainPath(path: string): Promise<readonly { readonly what: string; readonly why: string }[]>
  diagnostics(hideNames: boolean): Promise<DiagnosticsPart[]>
  /** The newest lines of the log, oldest first. */
  logLines(limit: number): readonly string[]
}

const explainSteps = 500

export function handlersOf(services: Services, from: From): Handlers<LongshoreContract> {
  const { engine, store, accounts, destinations, watches, uploads, secrets, settings } = services
  const { queue, changes } = engine
  const view = (transfer: Transfer): TransferView => transferViewOf(engine, transfer)
  const page = async (query: TransferQuery): Promise<{ transfers: TransferView[]; cursor: string | null }> => {
    const { transfers, cursor } = await store.page(query)
    return { transfers: transfers.map(view), cursor }
  }
  /** What was done is to be seen in the other faces too. */
  const told = async <T>(act: Promise<Result<T>>): Promise<Result<T>> => {
    const result = await act
    if (result.ok) changes.touch()
    return result
  }
  return {
    engine: {
      status: async () => ok(await statusOf(services)),
      policy: () => Promise.resolve(ok(services.policy())),
      openLink: () => Promise.resolve(openLink(services, from)),
      power: ({ event }) => {
        engine.notePower(event)
        return Promise.resolve(ok({}))
      },
      diagnostics: async ({ hideNames }) => ok(await services.diagnostics(hideNames)),
      logs: ({ limit }) => Promise.resolve(ok([...services.logLines(limit)])),
    },
    queue: {
      summary: async () => ok(summaryView(engine, await store.summary(), changes.revision)),
      page: async (asked) => ok(await page(queryOf(asked))),
      get: async ({ ids }) => ok((await store.getMany(ids)).map(view)),
      enqueue: async (request, signal) => uploads.enqueue(request, signal),
      preflight: (request, signal) => services.preflight.reports(request, signal),
      pause: (asked) => told(pause(asked, services)),
      resume: async (selection) => {
        const changed = await ('all' in selection ? services.queuePause.resume() : queue.resume(selection))
        changes.touch()
        return ok({ changed })
      },
      cancel: async (selection) => ok({ changed: await queue.cancel(selection) }),
      retry: async (asked) => {
        if ('cause' in asked) {
          const { cause, account } = asked
          const fits = (transfer: Transfer): boolean =>
            transfer.failure?.code === cause && (account === undefined || transfer.account === account)
          return ok({ changed: await queue.retry({ all: true }, fits) })
        }
        const { conflict, ...selection } = asked
        return ok({
          changed: await (conflict === undefined ? queue.retry(selection) : queue.answer(selection, conflict)),
        })
      },
      move: async ({ ids, goal }) => ok({ changed: await queue.move(ids, goal) }),
      explain: async ({ target }) => explain(target, services),
      follow: ({ ids }, signal) => services.following.follow(ids, signal),
      states: (chosen, signal) => stateChanges(chosen, changes, store, view, signal),
    },
    accounts: {
      list: async () => ok(await accounts.list()),
      add: (request, signal) => told(accounts.add(request, signal)),
      signIn: ({ name, ...given }, signal) => told(accounts.signIn(name, given, signal)),
      authorize: (request, signal) => authorize(services, from, request, signal),
      remove: ({ name }) => told(accounts.remove(name)),
    },
    destinations: {
      check: async (request, signal) => destinations.check(request, signal),
      outcome: (request) => Promise.resolve(destinations.outcome(request)),
      browse: async (request, signal) => destinations.browse(request, signal),
      makeFolder: async (request, signal) => destinations.makeFolder(request, signal),
      ofLink: async (request, signal) => destinations.ofLink(request, signal),
    },
    favourites: {
      list: async () => ok(await services.favourites.list()),
      add: (request) => told(services.favourites.add(request)),
      remove: ({ name }) => told(services.favourites.remove(name)),
    },
    watches: {
      list: async () => ok(await watches.list()),
      add: (request) => told(watches.add(request)),
      change: (request) => told(watches.change(request)),
      preview: (request, signal) => watches.preview(request, signal),
      pause: ({ id }) => told(watches.setPaused(id, true)),
      resume: ({ id }) => told(watches.setPaused(id, false)),
      remove: ({ id }) => told(watches.remove(id)),
    },
    links: {
      offer: () => Promise.resolve(ok(services.links.offer())),
      make: (request, signal) => services.links.make(request, signal),
    },
    history: {
      page: async (asked) => ok(await page(queryOf(asked))),
      export: ({ filter, format }, signal) => exported(store, filter, format, signal),
      again: async ({ id }) => {
        const queued = await services.again.upload(id)
        return queued.ok ? ok({ ...queued.value, transfer: view(queued.value.transfer) }) : queued
      },
      takeBack: async ({ id }) => {
        const taken = await services.cleaner.undo(id)
        return taken.ok ? ok(view(taken.value)) : taken
      },
    },
    secrets: {
      show: async () => ok(await secrets.view()),
      protect: (request) => (from === 'web' ? Promise.resolve(fail(notFromAPage)) : told(secrets.protect(request))),
    },
    settings: {
      list: async () => ok(await settings.list()),
      get: async ({ key }) => settings.get(key),
      set: ({ key, value, proxyLogin }) => told(settings.set(key, value, proxyLogin)),
    },
  }
}

/** Some, or everything, and that until a moment where one is said. */
async function pause(asked: InputOf<LongshoreContract['queue']['pause']>, { engine, queuePause }: Services) {
  if (!('all' in asked)) return ok({ changed: await engine.queue.pause(asked) })
  const until = asked.until === undefined ? null : Date.parse(asked.until)
  if (until !== null && until <= Date.now()) return fail(failure('usage', { detail: 'That moment is over.' }))
  return ok({ changed: await queuePause.pause(until) })
}

/** A page opens its link by itself, and nothing of it is to open windows outside of its browser. */
async function* authorize(
  { signIns, engine }: Services,
  from: From,
  request: Authorize,
  signal: AbortSignal,
): AsyncGenerator<SignInStep> {
  for await (const step of signIns.authorize({ ...request, open: request.open && from === 'private' }, signal)) {
    if (step.step === 'done') engine.changes.touch()
    yield step
  }
}

const notFromAPage = failure('not-now', {
  detail: 'A page in a browser can change no protection; the command line can.',
})

function openLink({ owner }: Services, from: From): Result<{ url: string }> {
  if (from === 'web') return fail(failure('not-now', { detail: 'A page can make no link; the command line can.' }))
  if (owner.web !== null) return ok({ url: owner.web.link() })
  if (owner.webRefused !== null) return fail(owner.webRefused)
  const detail = owner.kind === 'command' ? 'no daemon is running' : 'it was not asked for, or not built'
  return fail(failure('web-ui-closed', { detail }))
}

/** By id, else by path, also the one that a file was put away to. One that was never queued still has its decisions. */
async function explain(target: string, services: Services) {
  const { store } = services
  const byId = await store.get(target)
  const byPath = byId === null ? await store.latestOfPath(target) : null
  const moved = byId === null && byPath === null ? await putAwayTo(target, store) : null
  const transfer = byId ?? byPath ?? moved
  const stored = await store.steps({
    ...(byId === null ? { path: moved?.path ?? target } : { transferId: byId.id }),
    limit: explainSteps,
  })
  const steps = stored.map((step: Step) => ({ at: iso(step.at), what: step.what, why: step.why }))
  if (transfer === null) {
    const at = iso(Date.now())
    steps.push(...(await services.explainPath(target)).map((told) => ({ at, ...told })))
  }
  if (transfer === null && steps.length === 0) return notFound(target)
  if (transfer === null) return ok({ path: target, transfer: null, steps })
  const hold = services.engine.holdFor(transfer)
  const now = standingOf(transfer, await store.session(transfer.id).catch(() => null), hold)
  return ok({ path: transfer.path, transfer: transferViewOf(services.engine, transfer), steps, now })
}

function notFound(target: string): Result<never> {
  const found: Failure = failure('not-found', { what: 'transfer or file', id: target })
  return fail(found)
}
