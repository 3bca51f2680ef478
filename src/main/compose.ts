/** The only place that builds the parts and introduces them to each other. */

import type { Failure, Result } from '../shared/failure.ts'
import type { Account, AccountStore, Person } from './engine/ports/account.ts'
import type { Connection, Connections } from './engine/ports/http.ts'
import type { PowerSource } from './engine/ports/power.ts'
import type { Transfer, Watch } from './engine/ports/store.ts'
import { composeLinks } from './compose-links.ts'
import { composeNetwork } from './compose-network.ts'
import { composeSettings, providerWishes } from './compose-settings.ts'
import { composeWatching } from './compose-watching.ts'
import type { Cleaner } from './engine/cleanup/cleaner.ts'
import { Engine } from './engine/engine.ts'
import type { Policy } from './engine/plan/policy.ts'
import type { Lane } from './engine/queue/lanes.ts'
import { SteadyClock } from './engine/steady-clock.ts'
import type { World } from './engine/transfer/run.ts'
import type { WatchStage } from './engine/watch/watch-stage.ts'
import { isBuiltIn, rootsOf } from './net/account-roots.ts'
import type { DataPaths } from './data-folder.ts'
import { DigestReader } from './files/digest-reader.ts'
import { digests } from './files/digests.ts'
import { prepareRoot } from './files/roots.ts'
import { createSources } from './files/sources.ts'
import { openForWriting } from './files/open-for-writing.ts'
import { walkForUpload } from './files/walk-upload.ts'
import type { LogFile } from './log.ts'
import { trusted } from './net/ca.ts'
import { AccountConnections } from './net/connections.ts'
import { isSafeRoot } from './net/egress.ts'
import type { NetworkGiven } from './net/network.ts'
import { signInDoor } from './net/sign-in-door.ts'
import type { HttpLimits } from './net/limits.ts'
import { watchNetwork } from './net/network-changes.ts'
import { GuardedConnections, guardedProviders } from './policy/guard.ts'
import type { Policies } from './policy/permissions.ts'
import { PracticeHost } from './practice-host.ts'
import { renewable } from './providers/renewable.ts'
import { canServe, createProviders, rootsFor, whoIs, whoseIs } from './providers/index.ts'
import { notingSeal } from './secrets/noting-seal.ts'
import type { Redactor } from './secrets/redactor.ts'
import type { Vault } from './secrets/vault.ts'
import { Following } from './server/following.ts'
import type { OwnerFacts, Services } from './server/handlers.ts'
import { summaryView } from './server/summary.ts'
import { transferViewOf } from './server/transfer-view.ts'
import { Accounts } from './services/accounts.ts'
import { Again } from './services/again.ts'
import { Destinations } from './services/destinations.ts'
import { diagnosticsOf } from './services/diagnostics.ts'
import { createPlacing } from './services/placing.ts'
import { Favourites } from './services/favourites.ts'
import { Preflight, speedOf } from './services/preflight.ts'
import type { Secrets } from './services/secrets.ts'
import { Settings } from './services/settings.ts'
import { createClientIdOf } from './services/client-ids.ts'
import { checkSignIns } from './services/sign-in-check.ts'
import { type OpenLink, SignIns } from './services/sign-ins.ts'
import { createSignIn } from './sign-in/sign-in.ts'
import { Uploads } from './services/uploads.ts'
import { Watches } from './services/watches.ts'
import { type Ask, type RemoteStore, createRemoteStore } from './store/remote-store.ts'
import { type Settle, usualSettle } from './settle-times.ts'
import { here, systemClock, systemRandom } from './system.ts'
import type { WorkerClient } from './worker/worker-client.ts'
import { keepYoungGeneration } from './young-generation.ts'

/** A destination that says nothing for so long is not waited for: what is known without it is told. */
const patienceMs = 10_000
/** Twice a minute: that a sign-in was ended is known within one. */
const checkEveryMs = 25_000

export interface Parts {
  readonly paths: DataPaths
  readonly worker: WorkerClient
  readonly vault: Vault
  readonly secrets: Secrets
  readonly redactor: Redactor
  readonly log: LogFile
  readonly owner: OwnerFacts
  /** Of proxies and certificates. */
  readonly network: NetworkGiven
  readonly permissions: Policies
  readonly policy?: Policy
  readonly lanes?: readonly Lane[]
  readonly limits?: Partial<HttpLimits>
  readonly openLink: OpenLink
  /** See `OwnerOptions`. */
  readonly trashItem?: (path: string) => Promise<void>
  /** How long a browser is waited for, and how often those who upload are asked whose they are. */
  readonly signIn?: { readonly patienceMs?: number; readonly checkEveryMs?: number }
  readonly settle?: Settle
  readonly power: PowerSource
  /** See `World`. */
  readonly during: NonNullable<World['during']>
}

export interface Composed {
  readonly services: Services
  readonly store: RemoteStore
  readonly engine: Engine
  readonly stage: WatchStage
  readonly cleaner: Cleaner
  readonly practice: PracticeHost
  readonly settings: Settings
  /** Applies the stored settings to what runs. */
  applySettings(): Promise<void>
  /** Notices sign-ins that were ended while sessions go on, until it is aborted. */
  checkSignIns(signal: AbortSignal): Promise<void>
  /** Forgets what ended long ago, until it is aborted. */
  keepHistoryShort(signal: AbortSignal): Promise<void>
  /** Notices another network, until it is aborted. */
  watchNetwork(signal: AbortSignal): Promise<void>
  /** Does what settings and people set a time for, until it is aborted. */
  followTimes(signal: AbortSignal): Promise<void>
  /** Those that may be used, by what is known without asking anybody. */
  allowedAccounts(): Promise<readonly Account[]>
  /** What was blocked by a policy that says otherwise now goes on. */
  reconsider(): Promise<void>
  close(): Promise<void>
}

/** Failures: `usage` where the certificate file is of no use. */
export async function compose(parts: Parts): Promise<Result<Composed>> {
  keepYoungGeneration()
  const { paths, worker, vault, redactor, log, owner, permissions, settle = usualSettle } = parts
  const clock = new SteadyClock(systemClock)
  const sealing = notingSeal(vault, redactor)
  const ask = ((method, ...args) => worker.call('store', method, args)) as Ask
  const store = createRemoteStore(ask, sealing)
  const settings = new Settings(store, permissions, async (key, value) => {
    const found = key === 'network.caFile' && typeof value === 'string' ? await trusted(value) : null
    return found === null || found.ok ? null : found.failure
  })
  const opened = await composeNetwork({
    version: owner.version,
    given: parts.network,
    settings,
    permissions,
    store,
    redactor,
    log,
    limits: parts.limits,
  })
  if (!opened.ok) return opened
  const network = opened.value
  const { http } = network
  const practice = new PracticeHost(paths.practice, log)
  const askTenant = (connection: Connection) => whoseIs(connection, clock, new AbortController().signal)
  const connectionsWith = (accountStore: AccountStore): GuardedConnections => {
    const connections = new AccountConnections({
      http,
      store: accountStore,
      clock,
      rootsOf: (account) => rootsOf(account, practice.roots),
    })
    return new GuardedConnections(connections, permissions, askTenant)
  }
  const connections = connectionsWith({
    ...store,
    async setSignedOut(...marked) {
      const isNew = await store.setSignedOut(...marked)
      if (isNew) engine.changes.touch()
      return isNew
    },
  })
  const userWith = async (account: Account, its: Connections): Promise<Result<Person | null>> => {
    if (isBuiltIn(account) && permissions.account(account) === null) await practice.serve([account], store)
    const connected = await its.connect(account)
    return connected.ok ? whoIs(connected.value, new AbortController().signal) : connected
  }
  const placing = createPlacing(here)
  const wishes = { current: await providerWishes(settings) }
  const providers = renewable(() => {
    const made = createProviders({ accounts: store, connections, clock, ...wishes.current })
    return guardedProviders(made, permissions)
  })
  // The stage knows which disk a watched root must be; it is made below, and asked only once files are read.
  let stage: WatchStage | null = null
  const reader = new DigestReader()
  const followsLinks = (root: string): boolean => stage?.followsLinks(root) ?? false
  const sources = createSources({ recordedIdentity: (root) => stage?.identityOf(root) ?? null, followsLinks, reader })
  const engine = new Engine({
    store,
    providers,
    sources,
    digests,
    clock,
    random: systemRandom,
    log,
    refusalOf: ({ watchId, root }) => (watchId === null ? null : permissions.folder(root)),
    afterOf: (transfer) => stage?.afterOf(transfer) ?? null,
    during: parts.during,
    onDoubt: () => http.connectionsDoubted(),
    ...(parts.policy === undefined ? {} : { policy: parts.policy }),
    ...(parts.lanes === undefined ? {} : { lanes: parts.lanes }),
  })
  const refusalOfWatch = ({ folder, destination }: Pick<Watch, 'folder' | 'destination'>): Failure | null =>
    permissions.folder(folder) ?? permissions.destination(destination)
  const watching = composeWatching({
    store,
    engine,
    worker,
    clock,
    random: systemRandom,
    log,
    placing,
    ownFolders: [paths.dir],
    quietAfterChangeMs: settle.afterChangeMs,
    refusalOf: refusalOfWatch,
    folderRefusalOf: (folder) => permissions.folder(folder),
    ...(parts.trashItem === undefined ? {} : { trashItem: parts.trashItem }),
  })
  stage = watching.stage
  /** By what is known without asking: the rest shows when it goes. */
  const isAllowed = ({ destination, watchId, root }: Transfer): boolean =>
    permissions.destination(destination) === null && (watchId === null || permissions.folder(root) === null)
  const isAllowedThere = (address: string): boolean => permissions.destination(address) === null
  const accountParts = {
    store,
    clock,
    isSafeRoot,
    signedIn: async (account: string) => {
      connections.forget(account)
      await engine.queue.unblock(account, 'signed-out')
      await engine.queue.unblock(account, 'consent-missing')
      await engine.queue.unblockAllowed((transfer) => transfer.account === account && isAllowed(transfer))
    },
    note: (secret: string) => redactor.add(secret),
    whoAmI: {
      userOf: (account: Account) => userWith(account, connections),
      userWith: (account: Account, tried: AccountStore) => userWith(account, connectionsWith(tried)),
    },
  }
  const signIns = new SignIns({
    ...accountParts,
    port: createSignIn({ send: signInDoor(http), clock, ...parts.signIn }),
    clientIdOf: createClientIdOf(settings, process.env),
    refusalOf: (account) => permissions.account(account),
    asksForTenant: (account) => permissions.asksForTenant(account),
    redirectPort: () => settings.valueOf('accounts.boxRedirectPort'),
    openLink: parts.openLink,
  })
  const accounts = new Accounts({
    ...accountParts,
    canServe,
    refusalOf: (account) => connections.refusalOf(account),
    destinationRefusalOf: (address) => permissions.destination(address),
    removeUnused: (account) => store.removeUnused(account),
    goodbyeOf: (account) => signIns.goodbyeOf(account),
  })
  const destinations = new Destinations({
    accounts,
    providers: engine.providers,
    random: systemRandom,
    clock,
    here,
    leads: (place) => permissions.leads(place),
    isAllowed: isAllowedThere,
    rootsFor,
  })
  const watches = new Watches({
    store,
    accounts,
    clock,
    random: systemRandom,
    folderRefusalOf: (folder) => permissions.folder(folder),
    refusalOf: refusalOfWatch,
    prepareRoot: (folder, account, watched) => prepareRoot(folder, account, { dataDir: paths.dir, watched }),
    ...watching.forWatches,
  })
  const uploads = new Uploads({
    walk: walkForUpload,
    queue: engine.queue,
    accounts,
    providers: engine.providers,
    random: systemRandom,
    placing,
    clock,
    patienceMs,
    store,
    settleMs: settle.uploadsMs,
  })
  const preflight = new Preflight({
    walk: walkForUpload,
    accounts,
    providers: engine.providers,
    placing,
    clock,
    patienceMs,
    openForWriting,
    speed: () => speedOf(engine.meter, store),
  })
  const followed = composeSettings({
    settings,
    permissions,
    store,
    engine,
    network,
    clock,
    log,
    power: parts.power,
    renewProviders(wanted) {
      wishes.current = wanted
      providers.renew()
    },
  })
  const following = new Following({
    changes: engine.changes,
    readSummary: () => store.summary(),
    summaryOf: (read, revision) => summaryView(engine, read, revision),
    bytesPerSecond: () => engine.meter.bytesPerSecond(),
    activities: () => engine.activities.list(),
    looks: {
      view: (transfer) => transferViewOf(engine, transfer),
      key: () => JSON.stringify([engine.holds(), engine.roots.list()]),
      read: (ids) => store.getMany(ids),
    },
  })
  const services: Services = {
    owner,
    engine,
    store,
    following,
    accounts,
    signIns,
    destinations,
    watches,
    cleaner: watching.cleaner,
    uploads,
    again: new Again({
      store,
      sources,
      accounts,
      queue: engine.queue,
      random: systemRandom,
      settleMs: settle.uploadsMs,
    }),
    preflight,
    favourites: new Favourites({ store, accounts, isAllowed: isAllowedThere }),
    links: composeLinks({ store, engine, permissions, redactor, clock, random: systemRandom }),
    secrets: parts.secrets,
    settings,
    speedLimit: followed.speedLimit,
    queuePause: followed.queuePause,
    powerPause: followed.powerPause,
    policy: () => permissions.view(),
    explainPath: (path) => watching.stage.explain(path),
    logLines: (limit) => log.lines(limit),
    diagnostics: (hideNames) =>
      diagnosticsOf(
        {
          store,
          accounts,
          watches,
          settings,
          policy: permissions.view(),
          facts: { version: owner.version, node: process.version, platform: process.platform, arch: process.arch },
          logLines: (limit) => log.lines(limit),
          redact: (text) => redactor.redact(text),
        },
        hideNames,
      ),
  }
  return {
    ok: true,
    value: {
      services,
      store,
      engine,
      stage: watching.stage,
      cleaner: watching.cleaner,
      practice,
      settings,
      applySettings: followed.applySettings,
      checkSignIns: (signal) =>
        checkSignIns(
          {
            ...accountParts,
            accountsAtWork: () => engine.scheduler.accountsAtWork,
            pausedAccounts: () => engine.pauses.paused(),
            everyMs: parts.signIn?.checkEveryMs ?? checkEveryMs,
          },
          signal,
        ),
      keepHistoryShort: followed.keepHistoryShort,
      watchNetwork: (signal) => watchNetwork(clock, () => engine.noteNetwork(), signal),
      followTimes: followed.followTimes,
      allowedAccounts: async () => (await store.accounts()).filter((account) => permissions.account(account) === null),
      reconsider: () => engine.queue.unblockAllowed(isAllowed),
      async close() {
        await practice.close()
        await http.destroy()
        await reader.close()
      },
    },
  }
}
