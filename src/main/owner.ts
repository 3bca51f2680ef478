/**
 * The owner of a data folder: takes the lock, builds everything, listens on the private socket, and lets go in the
 * opposite order.
 */

import { randomBytes } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { contract } from '../shared/contract.ts'
import { type Failure, FailureError, type Result, fail, failure, ok, viewOf } from '../shared/failure.ts'
import { memoryPair } from '../shared/memory-transport.ts'
import { connect } from '../shared/rpc-connect.ts'
import { type Serving, serve } from '../shared/rpc-serve.ts'
import type { Transport } from '../shared/rpc.ts'
import type { Owner, OwnerOptions } from './client/owner-port.ts'
import type { Composed } from './compose.ts'
import { CrashNote } from './crash-note.ts'
import type { Policy } from './engine/plan/policy.ts'
import type { PowerSource } from './engine/ports/power.ts'
import type { Lane } from './engine/queue/lanes.ts'
import { defaultDataDir, prepareDataFolder } from './data-folder.ts'
import { LogFile } from './log.ts'
import type { HttpLimits } from './net/limits.ts'
import { permissionsOf } from './policy/permissions.ts'
import { powerSource } from './power-supply.ts'
import { type PolicyPlace, policyPlaces } from './policy/places.ts'
import { readPolicies } from './policy/read.ts'
import { addressToListen } from './private-address.ts'
import { withoutPaths } from './secrets/addresses.ts'
import { Redactor } from './secrets/redactor.ts'
import { guardStderr } from './secrets/stderr.ts'
import { type DataKey, changeProtection, openDataKey } from './secrets/data-key.ts'
import { sweepKeyDrafts } from './secrets/key-file.ts'
import { Vault } from './secrets/vault.ts'
import { type From, type OwnerFacts, handlersOf } from './server/handlers.ts'
import { listenPrivately } from './server/private-socket.ts'
import { Secrets } from './services/secrets.ts'
import { acquireOwnerLock } from './store/owner-lock.ts'
import { homeFolder } from './system.ts'
import { lookingOnly, sweepViews, viewOnly } from './view-only.ts'
import { unsafeEnvironment } from './unsafe-environment.ts'
import type { Settle } from './settle-times.ts'
import type { SealedSample } from './store/sealed.ts'
import { sweepSignInPages, systemBrowser } from './system-browser.ts'
import { builtPage, openWebUi } from './web-ui.ts'
import { WorkerClient } from './worker/worker-client.ts'

const dropFolderKey = 'first-run.drop-folder'
const notBuilt = 'There is no web UI here: `npm run build` makes it.'

/** Another patience, other lanes or another page than the default: for tests that can't wait a minute or for a build. */
export interface Tuning {
  readonly policy?: Policy
  readonly lanes?: readonly Lane[]
  readonly limits?: Partial<HttpLimits>
  /** How long a browser is waited for, and how often those who upload are asked whose they are. */
  readonly signIn?: { readonly patienceMs?: number; readonly checkEveryMs?: number }
  readonly settle?: Settle
  /** Instead of what this computer runs on. */
  readonly power?: PowerSource
  /** The folder of the built page. */
  readonly page?: string
  /** Where the administrator's decisions are, instead of this machine's. */
  readonly policies?: readonly PolicyPlace[]
}

/** Undoes what was done, last first, whatever one of the steps does. */
class Undo {
  readonly #steps: (() => unknown)[] = []

  add(step: () => unknown): void {
    this.#steps.push(step)
  }

  async run(): Promise<void> {
    for (const step of this.#steps.splice(0).toReversed()) {
      try {
        await step()
      } catch {
        // What comes after it must still happen.
      }
    }
  }
}

/**
 * Failures: `policy-invalid`; `engine-unreachable` where somebody else owns the folder; `view-only` for a daemon where the
 * folder can't be written; `store-failed`, `secrets-locked`, `usage`.
 */
export async function openOwner(options: OwnerOptions, tuning: Tuning = {}): Promise<Result<Owner>> {
  const undo = new Undo()
  try {
    const owner = await open(options, tuning, undo)
    if (!owner.ok) await undo.run()
    return owner
  } catch (error) {
    await undo.run()
    if (error instanceof FailureError) return fail(error.failure)
    throw error
  }
}

async function open(options: OwnerOptions, tuning: Tuning, undo: Undo): Promise<Result<Owner>> {
  const policies = await readPolicies(tuning.policies ?? policyPlaces())
  if (!policies.ok) return policies
  const permissions = permissionsOf(policies.value, homeFolder())
  const unsafe = unsafeEnvironment(process.env)
  if (unsafe !== null) return fail(unsafe)
  const dataDir = resolve(options.dataDir)
  const view = viewOnly(dataDir)
  if (view !== null) undo.add(() => view.remove())
  // A daemon is there to upload: whoever looks after it starts it again, and by then the folder may be written.
  if (view !== null && options.kind === 'daemon') return fail(view.refusal)
  sweepViews(acquireOwnerLock)
  const paths = prepareDataFolder(view?.dir ?? dataDir)
  const lock = acquireOwnerLock(paths.lock)
  if (lock === null) return fail(failure('engine-unreachable', { detail: 'another process owns the data folder' }))
  undo.add(() => lock.release())
  const redactor = new Redactor()
  undo.add(guardStderr(redactor))
  const addressKey = randomBytes(32)
  const redact = (text: string): string => withoutPaths(redactor.redact(text), addressKey)
  const log = new LogFile({ path: paths.log, redact, now: () => Date.now() })
  // The larger part of the program is read while the worker's thread starts and opens the database.
  const composing = import('./compose.ts')
  const { client: worker, notes } = await WorkerClient.start({ databasePath: paths.database })
  undo.add(() => worker.close())
  worker.onLost((why) => {
    // Nothing can be stored from now on: who owns the folder without a store only keeps others from owning it.
    log.warn('store.lost', { why })
    void undo.run()
  })
  for (const note of notes) log.warn('store.repaired', { note })
  worker.onNote((note) => log.warn('store.note', { note }))
  // Nothing that is sealed is needed to look: the key stays where it is.
  const samples = view === null ? ((await worker.call('store', 'sealedSamples', [])) as readonly SealedSample[]) : []
  sweepKeyDrafts(paths.key)
  const opened = await openDataKey(paths.key, samples, meansOf(options, redactor))
  const vault = new Vault(opened.key)
  const secrets = secretsOf(paths.key, opened, options, redactor, log)
  await secrets.say()
  const facts: OwnerFacts = {
    version: options.version,
    kind: options.kind,
    startedAt: Date.now(),
    web: null,
    webRefused: permissions.webUi(),
    viewOnly: view?.refusal ?? null,
  }
  const network = {
    caFile: process.env['LONGSHORE_CA_FILE'] ?? null,
    environment: process.env,
    system: options.systemProxies ?? null,
  }
  sweepSignInPages(paths.dir)
  undo.add(() => sweepSignInPages(paths.dir))
  const openLink = options.openLink ?? systemBrowser(paths.dir)
  const { trashItem } = options
  const power = powerSource(options.onBattery)
  const basics = { paths, worker, vault, secrets, redactor, log, power, owner: facts, ...(trashItem && { trashItem }) }
  const crashNote = new CrashNote(paths.crashes)
  undo.add(crashNote.arm())
  const { during } = crashNote
  const { compose } = await composing
  const composed = await compose({ ...basics, network, permissions, openLink, during, ...tuning })
  if (!composed.ok) return composed
  const parts = composed.value
  undo.add(() => parts.close())
  await parts.applySettings()
  const acceptFrom =
    (from: From) =>
    (transport: Transport): Serving => {
      const onBug = (name: string, error: unknown): void => log.warn('rpc.bug', { name, error: String(error) })
      const handlers = handlersOf(parts.services, from)
      return serve(contract, view === null ? handlers : lookingOnly(handlers, view.refusal), transport, { onBug })
    }
  const accept = acceptFrom('private')
  if (options.runEngine && view === null) await run(parts, crashNote, undo)
  else {
    await parts.stage.load()
    undo.add(() => parts.engine.queue.stop())
  }
  const dropFolder = view === null ? await firstRun(options, parts, paths.dir) : null
  // Our lock is that of the copy: the socket of the folder itself may be that of a living owner.
  const socket = view === null ? await listenPrivately(await addressToListen(dataDir), accept) : null
  undo.add(() => socket?.close())
  const asked = options.web ?? null
  const page = tuning.page ?? builtPage
  const web =
    asked === null || facts.webRefused !== null
      ? null
      : await openWebUi({ ...asked, page, accept: acceptFrom('web'), log })
  undo.add(() => web?.close())
  facts.web = web
  const [ours, theirs] = memoryPair((later) => setImmediate(later))
  const serving = accept(theirs)
  undo.add(() => serving.drain())
  log.info('owner.ready', { kind: options.kind, pid: process.pid, engine: options.runEngine })
  return ok({
    client: connect(contract, ours),
    url: web?.firstLink() ?? null,
    note: noteOf([
      ...(view === null ? [] : [sentenceOf(view.refusal)]),
      ...notes,
      ...(asked !== null && web === null ? [whyNoWeb(facts.webRefused)] : []),
    ]),
    dropFolder,
    close: () => undo.run(),
  })
}

/** What has to be told at the start. */
function noteOf(notes: readonly string[]): string | null {
  return notes.length === 0 ? null : notes.join(' ')
}

/** Whatever is said to open the key is a secret, before anything can be logged about it. */
function meansOf({ keychain = null, passphrase }: OwnerOptions, redactor: Redactor) {
  const noted = async (source: Promise<string | null> | undefined): Promise<string | null> => {
    const found = (await source) ?? null
    if (found !== null) redactor.add(found)
    return found
  }
  return {
    keychain,
    passphrase: () => noted(passphrase?.wanted()),
    givenPassphrase: () => noted(passphrase?.given()),
  }
}

function secretsOf(
  path: string,
  { key, protection }: DataKey,
  { keychain = null }: OwnerOptions,
  redactor: Redactor,
  log: LogFile,
): Secrets {
  redactor.addBytes(key)
  return new Secrets({
    protection,
    keychain,
    change: (to, passphrase) => changeProtection(path, key, to, { keychain, passphrase: async () => passphrase }),
    note: (secret) => redactor.add(secret),
    log,
  })
}

function sentenceOf(refusal: Failure): string {
  const { message, nextStep } = viewOf(refusal, null)
  return `${message} ${nextStep}`
}

function whyNoWeb(refused: Failure | null): string {
  return refused === null ? notBuilt : viewOf(refused, null).message
}

async function run(parts: Composed, crashNote: CrashNote, undo: Undo): Promise<void> {
  const { engine, stage, cleaner, practice, store } = parts
  await practice.serve(await parts.allowedAccounts(), store)
  // Beforehand, since it may have begun when something of it fails.
  undo.add(() => engine.stop())
  await engine.start(crashNote.take())
  await parts.reconsider()
  const checking = new AbortController()
  void parts.checkSignIns(checking.signal)
  void parts.watchNetwork(checking.signal)
  void parts.keepHistoryShort(checking.signal)
  void parts.followTimes(checking.signal)
  undo.add(() => checking.abort())
  await stage.start()
  undo.add(() => stage.stop())
  cleaner.start()
  undo.add(() => cleaner.stop())
}

/**
 * Somebody who has just come: the practice cloud as the first account, and a folder to drop things into.
 *
 * @returns the drop folder, where there is one
 */
async function firstRun(options: OwnerOptions, parts: Composed, dataDir: string): Promise<string | null> {
  const { store, services } = parts
  const known = (await store.settings())[dropFolderKey]
  if (typeof known === 'string') return parts.stage.list().some(({ folder }) => folder === known) ? known : null
  if (options.firstRun !== true || (await store.accounts()).length > 0) return null
  const signal = new AbortController().signal
  const account = await services.accounts.add({ kind: 'practice' }, signal)
  // Where the administrator decided otherwise, people begin with an account of their own.
  if (!account.ok && account.failure.code === 'not-allowed-here') return null
  if (!account.ok) throw new FailureError(account.failure)
  const folder =
    dataDir === resolve(defaultDataDir()) ? join(homedir(), 'Longshore Drop') : `${dataDir.replace(/[\\/]+$/, '')}-drop`
  await mkdir(folder, { recursive: true })
  const watch = await services.watches.add({
    folder,
    to: 'onedrive:/Drop',
    account: account.value.name,
    name: 'Drop folder',
    conflict: 'rename',
    existing: 'upload',
    include: [],
    exclude: [],
    hidden: false,
    limits: {},
    links: 'skip',
    longestWaitMs: null,
    settleMs: 2_000,
    after: 'keep',
  })
  if (!watch.ok && watch.failure.code === 'not-allowed-here') return null
  if (!watch.ok) throw new FailureError(watch.failure)
  await store.putSetting(dropFolderKey, watch.value.folder)
  return watch.value.folder
}
