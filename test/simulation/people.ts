/** What people ask the running program for: files, the queue, watched folders, accounts. */

import { basename } from 'node:path'
import type { Account } from '../../src/main/engine/ports/account.ts'
import type { NewTransfer, Watch } from '../../src/main/engine/ports/store.ts'
import { signInPurpose } from '../../src/main/store/sealed.ts'
import type { SqliteStore } from '../../src/main/store/sqlite-store.ts'
import type { FileSystem } from './models/file-system.ts'
import type { Folder } from './models/folder.ts'
import type { Running } from './models/machine.ts'
import { openSeal } from './models/open-seal.ts'
import type { Service } from './models/service.ts'
import { type Entry, type Schedule, type UserAct, nameOf } from './schedule/entry.ts'
import type { Trace } from './trace.ts'
import type { Loop } from './world/loop.ts'

interface Means {
  readonly schedule: Schedule
  readonly loop: Loop
  readonly folder: Folder
  readonly files: FileSystem
  readonly service: Service
  readonly sync: SqliteStore
  readonly trace: Trace
  /** Counts what really came about. */
  readonly met: (name: string) => void
}

type Asked = Extract<Entry, { kind: 'user' | 'answer' }>

const accountName = 'work'
const settleMs = 10_000
const all = { all: true } as const
/** Again and again: so often, one right after the other. */
const often = 25

export class People {
  readonly #means: Means
  /** Added while nobody was there to take it: they try again. */
  #waiting: Extract<Entry, { kind: 'add' }>[] = []
  #watches = 0

  constructor(means: Means) {
    this.#means = means
  }

  /** Before the program was ever started. */
  async begin(): Promise<void> {
    const { schedule, sync } = this.#means
    const { accessToken, refreshToken, expiresAt } = await this.#means.service.signIn()
    const tokens = { accessToken, refreshToken, expiresAt: expiresAt === null ? null : Date.parse(expiresAt) }
    sync.putAccount(this.#account(), openSeal.seal(JSON.stringify(tokens), signInPurpose(accountName)))
    if (schedule.watch !== null) sync.putWatch(this.#watch(schedule.watch))
  }

  /** The program is there again: what nobody took is asked for again. */
  askAgain(running: Running): void {
    for (const entry of this.#waiting.splice(0)) this.add(running, entry)
  }

  /** @param running null: they wait until it is there; who gets no answer, since it died or its disk was full, asks again */
  add(running: Running | null, entry: Extract<Entry, { kind: 'add' }>): void {
    if (running === null) return void this.#waiting.push(entry)
    const row = this.#row(entry.file, entry.conflict)
    if (row === null) return
    let isAnswered = false
    running.life.onEnd(() => {
      if (!isAnswered) this.#waiting.push(entry)
    })
    const asked = async (): Promise<void> => {
      try {
        await running.engine.queue.enqueue([row])
        this.#means.met('add')
      } catch {
        this.#waiting.push(entry)
        this.#means.loop.after(5_000, () => {
          if (running.life.isAlive) this.askAgain(running)
        })
      } finally {
        isAnswered = true
      }
    }
    void asked()
  }

  async ask(running: Running | null, entry: Asked): Promise<void> {
    if (entry.kind === 'user' && entry.act === 'sign out') return this.#signOut()
    if (running === null) return
    const ids = this.#idsOf(entry.file)
    const isAboutFile = entry.kind === 'answer' || aboutFile.has(entry.act)
    if (!isAboutFile || ids.length > 0) this.#means.met(nameOf(entry))
    try {
      if (entry.kind === 'answer') await running.engine.queue.answer({ ids }, entry.choice)
      else await this.#ask(running, entry.act, entry.file, ids)
    } catch (error) {
      this.#means.trace.line(`a person is told: ${String(error)}`)
    }
  }

  /** What only a person can do: the engine has said so, and it is done. */
  async help(running: Running): Promise<void> {
    this.askAgain(running)
    await this.#signIn(running)
    await running.engine.queue.resume(all)
  }

  async #ask(
    { engine: { queue }, stage, ...more }: Running,
    act: UserAct,
    file: number,
    ids: string[],
  ): Promise<unknown> {
    const [watch] = stage.list()
    switch (act) {
      case 'pause':
        return queue.pause({ ids })
      case 'resume':
        return queue.resume({ ids })
      case 'cancel':
        return queue.cancel({ ids })
      case 'retry':
        return queue.retry({ ids })
      case 'pause all':
        return queue.pause(all)
      case 'resume all':
        return queue.resume(all)
      case 'retry all':
        return queue.retry(all)
      case 'pause and resume again and again':
        for (let left = often; left > 0; left -= 1) {
          await queue.pause({ ids })
          await queue.resume({ ids })
        }
        return
      case 'add twice at once': {
        const row = this.#row(file, 'rename')
        if (row === null) return
        return Promise.all([queue.enqueue([row]), queue.enqueue([row])])
      }
      case 'watch':
        return watch === undefined ? stage.add(this.#watch('upload')) : stage.resume(watch.id)
      case 'remove watch':
        return watch === undefined ? undefined : stage.remove(watch.id)
      case 'pause watch':
        return watch === undefined ? undefined : stage.pause(watch.id)
      case 'resume watch':
        return watch === undefined ? undefined : stage.resume(watch.id)
      case 'look at everything':
        return stage.rescan()
      default:
        return this.#signIn({ engine: { queue }, ...more } as Running)
    }
  }

  #idsOf(file: number): string[] {
    const { folder, schedule, sync } = this.#means
    const path = folder.path(schedule.files[file]?.name ?? '')
    return sync.page({ limit: 200 }).transfers.flatMap((transfer) => (transfer.path === path ? [transfer.id] : []))
  }

  /** Null where there is no such file. */
  #row(file: number, conflict: NewTransfer['conflict']): NewTransfer | null {
    const { schedule, folder } = this.#means
    const planned = schedule.files[file]
    if (planned === undefined) return null
    const path = folder.path(planned.name)
    const node = folder.at(path)
    if (node === null) return null
    return {
      batchId: null,
      watchId: null,
      account: accountName,
      root: folder.root,
      path,
      destination: schedule.destination,
      folders: [],
      name: basename(path),
      conflict,
      settleMs,
      state: 'queued',
      fingerprint: folder.fingerprintOf(node),
      replaces: null,
      why: 'added by hand',
    }
  }

  #watch(existing: 'upload' | 'skip'): Watch {
    const { folder, files, schedule, loop } = this.#means
    this.#watches += 1
    const { dev, ino, birthtimeNs } = files.stat(folder.root, true)
    return {
      id: `watch-${this.#watches}`,
      name: 'cargo',
      folder: folder.root,
      destination: schedule.destination,
      account: accountName,
      conflict: schedule.seed % 2 === 0 ? 'rename' : 'replace',
      existing: { kind: existing },
      include: [],
      exclude: [],
      settleMs,
      after: { kind: 'keep' },
      state: 'active',
      rootIdentity: `${dev}:${ino}:${birthtimeNs}`,
      initialScanDone: false,
      createdAt: Math.floor(loop.shown()),
    }
  }

  /** The service takes neither token any more. */
  async #signOut(): Promise<void> {
    const { sync, service, met } = this.#means
    const stored = sync.tokens(accountName)
    if (stored === null) return
    met('user: sign out')
    const { accessToken, refreshToken } = JSON.parse(openSeal.open(stored, signInPurpose(accountName))) as {
      accessToken: string
      refreshToken: string
    }
    await service.control('POST', '/tokens', { revoke: refreshToken })
    await service.control('POST', '/tokens', { revoke: accessToken })
  }

  /** As the service of accounts does it: stored, then what waited for it goes on. */
  async #signIn({ store, engine }: Running): Promise<void> {
    const { accessToken, refreshToken, expiresAt } = await this.#means.service.signIn()
    const tokens = { accessToken, refreshToken, expiresAt: expiresAt === null ? null : Date.parse(expiresAt) }
    await store.putAccount(this.#account(), tokens)
    await engine.queue.unblock(accountName, 'signed-out')
  }

  #account(): Account {
    const { graphUrl, loginUrl, boxUrl, boxUploadUrl } = this.#means.service.cloud
    const isOfBoxAlone = this.#means.schedule.signsInAt === 'box'
    return {
      name: accountName,
      kind: 'practice',
      user: null,
      cloud: 'global',
      tenant: null,
      clientId: null,
      graphUrl: isOfBoxAlone ? null : graphUrl,
      loginUrl: isOfBoxAlone ? null : loginUrl,
      boxUrl,
      boxUploadUrl,
      boxLoginUrl: null,
      createdAt: 1,
      signedOut: false,
    }
  }
}

/** What is asked of certain files, and comes to nothing where nobody has added them. */
const aboutFile: ReadonlySet<UserAct> = new Set([
  'pause',
  'resume',
  'cancel',
  'retry',
  'pause and resume again and again',
])
