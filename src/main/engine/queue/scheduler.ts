/**
 * Decides which transfers run now, lane by lane; one slot each, so that a bad file costs no more than its own.
 */

import { type Failure, FailureError, failure } from '../../../shared/failure.ts'
import type { Transfer } from '../ports/store.ts'
import { type DriveEvents, drive } from '../transfer/transfer.ts'
import type { World } from '../transfer/run.ts'
import { holdsOf } from './holds.ts'
import { forgetIdleLines } from './idle-lines.ts'
import { type Lane, Lanes } from './lanes.ts'
import type { AccountPauses } from './pauses.ts'
import { type Places, choose, isTroubled, placesOf } from './places.ts'

interface Running {
  readonly id: string
  readonly account: string
  /** Aborted where nothing more is to be done about it: it ends as it is. */
  readonly halted: AbortController
  /** Aborted with why the call of now is given up: that is decided about. */
  readonly calledOff: AbortController
  readonly lane: Lane['name']
  readonly isTroubled: boolean
  done: Promise<void>
  /** Nothing of it is on its way: another one may have its place. */
  isResting: boolean
  isStalled: boolean
  /** How far it had read when it was last looked at. */
  read: number
}

/** Longest sleep of the wake loop: that the wall clock was set is noticed after that. */
const longestNapMs = 30_000
/** So many more are looked at where those that had trouble stand before others. */
const lookBeyond = 64
/** Who wakes up so much later than wanted was asleep with the whole computer. */
const sleptMs = 15_000

export class Scheduler {
  readonly #world: World
  readonly #lanes: Lanes
  readonly #pauses: AccountPauses
  readonly #changed: (transfer: Transfer) => void
  readonly #touched: () => void
  readonly #running = new Map<string, Running>()
  #held = '[null]'
  #isPaused = false
  #isStopped = true
  #kick: (() => void) | null = null
  #isKicked = false
  #loop: Promise<void> = Promise.resolve()
  #nap = new AbortController()
  readonly #over = new AbortController()
  readonly #goingBack = new Set<Promise<void>>()
  /** When it was last looked at who is silent, monotonic ms. */
  #listenedAt: number

  /** Told when the computer was asleep. */
  onSlept: () => void = () => undefined

  constructor(world: World, lanes: readonly Lane[], changed: (transfer: Transfer) => void, touched: () => void) {
    this.#touched = touched
    this.#world = world
    this.#listenedAt = world.clock.monotonic()
    this.#lanes = new Lanes(world.clock, lanes)
    this.#pauses = world.pauses
    this.#changed = changed
  }

  get offlineSince(): number | null {
    return this.#world.lines.offlineSince
  }

  /** Accounts that something is being sent to now. */
  get accountsAtWork(): ReadonlySet<string> {
    return new Set([...this.#running.values()].map(({ account }) => account))
  }

  start(): void {
    this.#isStopped = false
    this.#loop = this.#run()
  }

  /** Stops taking ranges and waits until everything that was acknowledged is stored. */
  async stop(): Promise<void> {
    this.#isStopped = true
    this.#over.abort()
    this.wake()
    await this.#haltAll()
    await this.#loop
    // The loop may have been about to begin one.
    await this.#haltAll()
    await Promise.all(this.#goingBack)
  }

  /** How many run at once at most; those that run over a smaller number finish. */
  setSlots(slots: Readonly<Record<Lane['name'], number>>): void {
    this.#lanes.setSlots(slots)
    this.wake()
  }

  setPaused(isPaused: boolean): void {
    this.#isPaused = isPaused
    this.wake()
  }

  /** What waits for its account need not, where only we wanted that. */
  async lift(account: string): Promise<void> {
    await this.#pauses.lift(account)
  }

  /** Something may be runnable now. */
  wake(): void {
    this.#isKicked = true
    this.#kick?.()
  }

  /** Stops one transfer's run, where it runs; its row stays in the state it was in. */
  async halt(id: string): Promise<void> {
    const running = this.#running.get(id)
    if (running === undefined) return
    running.halted.abort()
    await running.done
  }

  async #haltAll(): Promise<void> {
    await Promise.all([...this.#running.keys()].map((id) => this.halt(id)))
  }

  /**
   * Its run was halted for an act that then could not be stored. Nothing else would take it up again before the next
   * start, so it goes back to the queue when the store can be written.
   */
  putBack(id: string, error: unknown): void {
    const goingBack = this.#putBack(id, error, this.#over.signal).finally(() => {
      this.#goingBack.delete(goingBack)
      this.wake()
    })
    this.#goingBack.add(goingBack)
  }

  async #run(): Promise<void> {
    while (!this.#isStopped) {
      this.#isKicked = false
      let nextAt: number | null = null
      try {
        await this.#followWall()
        this.#callOffStalled()
        this.#world.lines.review((id) => this.#world.signs.of(id).hasSent)
        nextAt = await this.#wakeDue()
        this.#tellHolds()
        if (!this.#isPaused) await this.#fillAll()
      } catch (error) {
        // A full disk or a broken store: nothing new is begun; tried again after the nap.
        this.#world.log.warn('scheduler.stopped', { error: String(error) })
      }
      await this.#sleepUntil(nextAt)
    }
  }

  /** Somebody set the computer's clock: what waits, waits as long as it would have. */
  async #followWall(): Promise<void> {
    const { clock, store, log } = this.#world
    const ms = clock.setBy()
    if (ms === 0) return
    // In one moment: what was decided before is stored in the old time and moved, what is decided from here on isn't.
    const moved = store.moveWaits(ms)
    this.#move(ms)
    try {
      await moved
      log.info('clock.set', { ms })
    } catch (error) {
      this.#move(-ms)
      throw error
    }
  }

  /** Who is held, and who isn't any more, is to be seen though no file changed. */
  #tellHolds(): void {
    const holds = holdsOf(this.#pauses, this.#world.lines).map(({ account, until }) => [account, until])
    const held = JSON.stringify([this.offlineSince, ...holds])
    if (held === this.#held) return
    this.#held = held
    this.#touched()
  }

  #move(ms: number): void {
    this.#world.clock.takeOver(ms)
    this.#pauses.move(ms)
    this.#world.lines.move(ms)
    this.#world.roots.move(ms)
  }

  async #wakeDue(): Promise<number | null> {
    const { store, clock } = this.#world
    const { woken, nextAt } = await store.wakeDue(clock.now())
    for (const transfer of woken) this.#changed(transfer)
    const ends = [nextAt, this.#pauses.nextEnd(), this.#world.lines.nextProbe()].filter((at) => at !== null)
    return ends.length === 0 ? null : Math.min(...ends)
  }

  async #sleepUntil(nextAt: number | null): Promise<void> {
    if (this.#isKicked || this.#isStopped) return
    const { clock, policy } = this.#world
    // Whether one of them is silent shows only when somebody looks.
    const most = this.#running.size > 0 ? Math.min(policy.quietMs, longestNapMs) : longestNapMs
    const ms = nextAt === null ? most : Math.min(Math.max(nextAt - clock.now(), 1), most)
    const wakeAt = clock.monotonic() + ms
    this.#nap = new AbortController()
    const kicked = new Promise<void>((resolve) => {
      this.#kick = resolve
    })
    const nap = this.#nap
    await Promise.race([kicked, clock.sleep(ms, nap.signal).catch(() => undefined)])
    nap.abort()
    this.#kick = null
    if (clock.monotonic() - wakeAt > sleptMs) this.onSlept()
  }

  async #fillAll(): Promise<void> {
    let isRoomy = true
    for (const lane of this.#lanes.list()) isRoomy = (await this.#fill(lane)) && isRoomy
    if (isRoomy) await forgetIdleLines(this.#world.lines, this.#world.store)
  }

  /** @returns whether there was a place, so that whoever could begin has begun */
  async #fill(lane: Lane): Promise<boolean> {
    const running = [...this.#running.values()].filter((one) => one.lane === lane.name)
    const places = placesOf(
      running.map((one) => ({ isTroubled: one.isTroubled, isLent: this.#isLent(one) })),
      lane.slots,
    )
    const { clock, lines, store } = this.#world
    if (places.free + places.forTroubled <= 0) return false
    const ready = await this.#ready(lane, places)
    if (ready.length < places.free) this.#lanes.hasRoom(lane)
    // Who asked in vain whether a line is back lets another one ask.
    for (const transfer of ready.toSorted((a, b) => Number(lines.hasAsked(a.id)) - Number(lines.hasAsked(b.id)))) {
      if (this.#running.has(transfer.id) || this.#isStopped || this.#isPaused) continue
      if (!lines.admits(transfer.id, transfer.account)) {
        // Others may have been left out by it.
        this.#isKicked = true
        continue
      }
      const change = { id: transfer.id, from: 'queued', event: 'admit', step: null } as const
      const admitted = await store.apply(change, clock.now()).catch((error: unknown) => {
        // Whoever doesn't begin asks nobody.
        lines.ended(transfer.id)
        throw error
      })
      if (admitted === null) {
        lines.ended(transfer.id)
        continue
      }
      this.#changed(admitted)
      // Stopped meanwhile: the row goes back with the others that were at work.
      if (!this.#isStopped) this.#launch(admitted, lane)
    }
    return places.free > 0
  }

  /** Those that may begin now. Behind many with trouble there may be some that are well. */
  async #ready({ minBytes, maxBytes }: Lane, places: Places): Promise<readonly Transfer[]> {
    const { store, lines } = this.#world
    const exceptAccounts = [...this.#pauses.paused(), ...lines.held()]
    const find = (limit: number): Promise<readonly Transfer[]> =>
      store.runnable({ limit, minBytes, maxBytes, exceptAccounts })
    const isNew = ({ id }: Transfer): boolean => !this.#running.has(id)
    const wanted = places.free + places.forTroubled
    const first = (await find(wanted)).filter(isNew)
    const isShort = first.filter((transfer) => !isTroubled(transfer)).length < places.free
    const hasMore = first.length < wanted || first.some(isTroubled)
    return choose(isShort && hasMore ? (await find(wanted + lookBeyond)).filter(isNew) : first, places)
  }

  /** Silent, and nothing of it on its way: whoever comes may have its place until it goes on. */
  #isLent(one: Running): boolean {
    const life = this.#world.signs.of(one.id)
    return one.isResting || one.isStalled || (!life.isSending && life.silentMs >= this.#world.policy.quietMs)
  }

  /** What is silent for longer than anybody waits is called off, and planned again; an event tells it. */
  #callOffStalled(): void {
    const { signs, policy, activities, log, clock } = this.#world
    const wasDeafMs = clock.monotonic() - this.#listenedAt
    this.#listenedAt = clock.monotonic()
    // Asleep with the whole computer, or waiting for the store: nobody was silent, nobody listened.
    if (wasDeafMs > longestNapMs + sleptMs) for (const { id } of this.#running.values()) signs.of(id).moved()
    const read = new Map(activities.list().map(({ id, doneBytes }) => [id, doneBytes]))
    for (const one of this.#running.values()) {
      const life = signs.of(one.id)
      const doneBytes = read.get(one.id) ?? 0
      if (doneBytes !== one.read || one.isResting) life.moved()
      one.read = doneBytes
      if (life.silentMs < policy.stallMs || life.isWaiting || one.isStalled) continue
      one.isStalled = true
      log.warn('transfer.stalled', { id: one.id, silentMs: Math.round(life.silentMs) })
      const minutes = String(Math.round(life.silentMs / 60_000))
      one.calledOff.abort(new FailureError(failure('stalled', { minutes })))
    }
  }

  #launch(admitted: Transfer, lane: Lane): void {
    const { id, account } = admitted
    const controllers = { halted: new AbortController(), calledOff: new AbortController() }
    const known = { id, ...controllers, account, lane: lane.name, isTroubled: isTroubled(admitted) }
    const running: Running = { ...known, done: Promise.resolve(), isResting: false, isStalled: false, read: 0 }
    this.#running.set(id, running)
    this.#world.signs.begin(id)
    const work = (): Promise<void> => this.#drive(admitted, running)
    running.done = (this.#world.during?.(admitted.id, work) ?? work()).finally(() => {
      this.#running.delete(admitted.id)
      this.#world.lines.ended(admitted.id)
      this.#world.signs.end(admitted.id)
      this.wake()
    })
  }

  async #drive(admitted: Transfer, running: Running): Promise<void> {
    const { log } = this.#world
    const { account } = admitted
    const { halted, calledOff } = running
    const events: DriveEvents = {
      changed: (transfer) => {
        this.#lanes.follow(transfer, running.lane)
        this.#changed(transfer)
      },
      pauseAccount: (paused, until, found) => {
        this.#heedThrottle(paused, found)
        this.#pauses.add(paused, until, found).catch((error: unknown) => {
          // It holds all the same, for as long as we run.
          log.warn('pause.not-stored', { account: paused, error: String(error) })
        })
      },
      pauseOf: (asked) => this.#pauses.askedOf(asked),
      line: (of, down) => this.#noteLine(admitted.id, account, of, down),
      resting: (isResting) => {
        running.isResting = isResting
        if (isResting) this.#world.lines.ended(admitted.id)
        this.wake()
      },
    }
    try {
      await drive(admitted, this.#world, events, AbortSignal.any([halted.signal, calledOff.signal]))
    } catch (error) {
      log.warn('transfer.interrupted', { id: admitted.id, error: String(error) })
      // It waits for our own disk: neither silent nor, where it was called off before, over.
      running.isResting = true
      this.#world.lines.ended(admitted.id)
      await this.#putBack(admitted.id, error, halted.signal)
    }
  }

  /** The store failed under a run. Nothing is lost: the row goes back to the queue when it can be written again. */
  async #putBack(id: string, error: unknown, signal: AbortSignal): Promise<void> {
    const { store, clock, policy } = this.#world
    while (!signal.aborted && !this.#isStopped) {
      try {
        await clock.sleep(policy.fullPauseMs, signal)
        const transfer = await store.get(id)
        if (transfer === null) return
        const why = error instanceof FailureError ? error.failure.code : 'the store failed'
        const back = await store.apply(
          { id, from: transfer.state, event: 'interrupted', step: { what: 'back to the queue', why } },
          clock.now(),
        )
        if (back !== null) this.#changed(back)
        return
      } catch {
        // Not writable yet, or stopped; the loop's conditions decide.
      }
    }
  }

  /** Once for each pause: several that are under way may be told of the same one. */
  #heedThrottle(account: string, { code }: Failure): void {
    if (code !== 'throttled' || this.#pauses.askedOf(account) !== null) return
    const own = [...this.#running.values()].filter((one) => one.lane === 'small' && one.account === account)
    if (own.length > 0) this.#lanes.askedForLess(own.length)
  }

  #noteLine(id: string, account: string, of: string, found: Failure | null): void {
    const { lines, log } = this.#world
    const before = lines.offlineSince
    lines.note(id, account, of, found)
    const isOffline = lines.offlineSince !== null
    if ((before !== null) === isOffline) return
    log.info(isOffline ? 'line.down' : 'line.up', found === null ? {} : { code: found.code })
    this.#touched()
  }
}
