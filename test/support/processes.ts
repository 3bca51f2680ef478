/**
 * The real programs as real processes: the practice cloud, the daemon and commands, each started as `bin/longshore`.
 * Tests place what they do by the practice cloud's journal and gates, never by timers; every wait has an end.
 */

import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createReadStream, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type Json, raw } from '../integration/practice-client.ts'
import { DaemonLine, resting } from './daemon-line.ts'
import { removeFolder } from './secrets-rule.ts'
import { within } from './within.ts'
import { handIn, handInBeforeReset, unwatchTokens, watchTokens } from './token-rule.ts'

const program = fileURLToPath(new URL('../../bin/longshore', import.meta.url))
/** The same from what is built, for tests that start it often: their project builds it before (vitest.config.ts). */
export const built = fileURLToPath(new URL('built-longshore.cjs', import.meta.url))
/** From the sources, with pauses of moments. */
export const quick = fileURLToPath(new URL('quick-longshore.ts', import.meta.url))

/** Nothing here takes that long; it only ends what hangs. */
const patienceMs = 60_000

/**
 * @param what is waited for; a function says at the end what there is instead
 * @throws with what was waited for, when it doesn't come
 */
export async function until<T>(
  what: string | (() => string | Promise<string>),
  look: () => Promise<T | null> | T | null,
  ms = patienceMs,
): Promise<T> {
  const end = performance.now() + ms
  for (;;) {
    const found = await look()
    if (found !== null) return found
    if (performance.now() > end) {
      throw new Error(`waited in vain for ${typeof what === 'string' ? what : await what()}`)
    }
    await sleep(10)
  }
}

/** A command as another user may have to run it; what comes of it must be the same process. */
export type AsUser = (command: string, args: readonly string[]) => [command: string, args: string[]]

interface Start {
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly as: AsUser
  /** The file that Node runs. */
  readonly script: string
}

const asWeAre: AsUser = (command, args) => [command, [...args]]

/** A process with what it has printed so far: one JSON value a line. */
export class Program {
  readonly child: ChildProcess
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>
  readonly #args: readonly string[]
  #out = ''
  #err = ''
  #isEnded = false

  constructor({ args, env, as, script }: Start) {
    this.#args = args
    const [command, commandArgs] = as(process.execPath, [script, ...args])
    // With a channel the program ends when we do, however we end: nothing is left behind by a test that was killed.
    this.child = spawn(command, commandArgs, {
      env: { ...process.env, ...env, LONGSHORE_LAUNCHED: '1' },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    this.child.stdout?.on('data', (chunk: Buffer) => (this.#out += chunk.toString()))
    this.child.stderr?.on('data', (chunk: Buffer) => (this.#err += chunk.toString()))
    this.ended = new Promise((resolve) => {
      this.child.once('close', (code, signal) => {
        this.#isEnded = true
        resolve({ code, signal })
      })
    })
  }

  get pid(): number {
    if (this.child.pid === undefined) throw new Error(`could not start: ${this.#args.join(' ')}`)
    return this.child.pid
  }

  get isEnded(): boolean {
    return this.#isEnded
  }

  get stderr(): string {
    return this.#err
  }

  get lines(): Json[] {
    const whole = this.#out.slice(0, this.#out.lastIndexOf('\n') + 1)
    return whole
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line))
  }

  /** The first line that fits, now or when it comes. */
  async line(what: string, fits: (line: Json) => boolean): Promise<Json> {
    return until(`${what} of ${this.#args.join(' ')}`, () => {
      const found: Json = this.lines.find(fits)
      if (found !== undefined) return found
      if (this.#isEnded) throw new Error(`${this.#args.join(' ')} ended without ${what}: ${this.#out}${this.#err}`)
      return null
    })
  }

  async ready(): Promise<Json> {
    const ready = await this.line('the ready line', (line) => line.event === 'ready')
    // The real process, not one that started it: what is killed is what runs.
    if (ready.pid !== this.pid) throw new Error(`${this.#args[0]} runs as ${ready.pid}, not as ${this.pid}`)
    return ready
  }

  /** The end of a command: its status and everything it said. */
  async answer(): Promise<{ readonly code: number | null; readonly lines: Json[] }> {
    const { code } = await within(patienceMs, this.ended, `the end of ${this.#args.join(' ')}`)
    return { code, lines: this.lines }
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal)
  }

  /** Without a chance to do anything about it. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL')
    await this.ended
  }

  /** As a person or the system asks for it. */
  async stop(): Promise<number | null> {
    this.child.kill('SIGTERM')
    return (await within(patienceMs, this.ended, `the end of ${this.#args.join(' ')}`)).code
  }
}

/** Everything one test file starts, and its folders: gone when `close` has returned. */
export class Processes {
  readonly folder = mkdtempSync(join(tmpdir(), 'longshore-test-'))
  /** What has to be done before everything ends. */
  readonly endings: (() => Promise<void>)[] = []
  readonly #running = new Set<Program>()
  readonly #script: string

  /** @param script what they all run: `built`, or another entry of the program */
  constructor(script = program) {
    this.#script = script
  }

  start(args: readonly string[], env: Readonly<Record<string, string>> = {}, as = asWeAre): Program {
    // Most of a short command's time is compiling: the first one does it for all.
    const all = { NODE_COMPILE_CACHE: join(this.folder, 'compiled'), ...env }
    const started = new Program({ args, env: all, as, script: this.#script })
    this.#running.add(started)
    void started.ended.then(() => this.#running.delete(started))
    return started
  }

  async close(): Promise<void> {
    for (const ending of this.endings.splice(0)) await ending()
    await Promise.all([...this.#running].map((running) => running.kill()))
    removeFolder(this.folder)
  }
}

export type Profile = 'odp' | 'odb' | 'spo'

interface Made {
  readonly dir: string
  readonly profile: Profile
  readonly more: readonly string[]
}

function argsOf({ dir, profile, more }: Made): string[] {
  return ['practice', '--json', '--dir', dir, '--profile', profile, ...more]
}

/** `longshore practice` and the few words that tests speak with it. */
export class PracticeProcess {
  readonly dir: string
  readonly profile: Profile
  readonly #processes: Processes
  #program: Program
  #ready: Json
  readonly #args: readonly string[]

  private constructor(processes: Processes, made: Made, started: Program, ready: Json) {
    this.#processes = processes
    this.profile = made.profile
    this.dir = made.dir
    this.#args = argsOf(made)
    this.#program = started
    this.#ready = ready
  }

  /** @param more of `longshore practice` */
  static async start(processes: Processes, profile: Profile, more: readonly string[] = []): Promise<PracticeProcess> {
    const dir = mkdtempSync(join(processes.folder, `practice-${profile}-`))
    const made = { dir, profile, more }
    const started = processes.start(argsOf(made))
    const practice = new PracticeProcess(processes, made, started, await started.ready())
    watchTokens(practice)
    processes.endings.push(async () => {
      await handIn(practice)
      unwatchTokens(practice)
    })
    return practice
  }

  get roots(): Readonly<Record<'graphUrl' | 'loginUrl' | 'boxUrl' | 'boxUploadUrl' | 'boxLoginUrl' | 'token', string>> {
    return this.#ready
  }

  get clouds(): Readonly<Record<string, Readonly<Record<'graphUrl' | 'loginUrl' | 'uploadUrl', string>>>> {
    return this.#ready.clouds ?? {}
  }

  get token(): string {
    return this.#ready.token
  }

  ask(path: string): Promise<Json> {
    return this.#program.isEnded ? Promise.resolve(null) : this.control('GET', path)
  }

  async stop(): Promise<void> {
    await handInBeforeReset(this)
    await this.#program.stop()
  }

  async kill(): Promise<void> {
    await handInBeforeReset(this)
    await this.#program.kill()
  }

  /** Again, on the same folder and therefore on the same ports. */
  async startAgain(): Promise<void> {
    this.#program = this.#processes.start(this.#args)
    const { graphUrl } = this.roots
    this.#ready = await this.#program.ready()
    if (this.roots.graphUrl !== graphUrl) throw new Error('the practice cloud came back elsewhere')
  }

  async #ask(method: string, path: string, body?: object): Promise<{ status: number; json: Json; text: string }> {
    const headers = { Authorization: `Bearer ${this.roots.token}` }
    const answer = await raw(method, `${this.#ready.controlUrl}${path}`, { headers, ...(body && { body }) })
    return { status: answer.status, json: answer.json, text: answer.bytes.toString() }
  }

  async control(method: string, path: string, body?: object): Promise<Json> {
    if (path === '/reset') await handInBeforeReset(this)
    const { status, json, text } = await this.#ask(method, path, body)
    if (status !== 200) throw new Error(`control: ${method} ${path}: ${status} ${text}`)
    return json
  }

  fault(fault: object): Promise<Json> {
    return this.control('POST', '/faults', fault)
  }

  async clearFaults(): Promise<void> {
    await this.control('DELETE', '/faults')
    await this.control('POST', '/faults/release')
  }

  async release(gate?: string): Promise<number> {
    return (await this.control('POST', '/faults/release', gate === undefined ? {} : { gate })).released
  }

  /** The journal's entry, now or when it comes. */
  async seen(query: Readonly<Record<string, string | number>>): Promise<Json> {
    const text = Object.entries(query)
      .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
      .join('&')
    return (await this.control('GET', `/journal/wait?timeoutMs=${patienceMs}&${text}`)).entry
  }

  /** A request that stands at a gate; entries up to `since` don't count. */
  held(op: string, since: number): Promise<Json> {
    return this.seen({ op, state: 'held', since })
  }

  async journal(since = 0): Promise<Json[]> {
    return (await this.control('GET', `/journal?since=${since}`)).entries
  }

  async total(): Promise<number> {
    return (await this.control('GET', `/journal?since=${Number.MAX_SAFE_INTEGER}`)).total
  }

  async violations(since = 0): Promise<Json[]> {
    const { violations } = await this.control('GET', '/journal/violations?graceMs=200')
    return (violations as Json[]).filter(({ seq }) => seq > since)
  }

  /** Everything in the folder; null where there is no such folder. */
  async children(path: string, drive?: string): Promise<Json[] | null> {
    const where = drive === undefined ? '' : `&drive=${encodeURIComponent(drive)}`
    const { status, json } = await this.#ask('GET', `/items?path=${encodeURIComponent(path)}${where}`)
    return status === 200 ? json.children : null
  }

  /** Sessions that could still be finished. */
  async openSessions(path: string): Promise<Json[]> {
    const { sessions } = await this.control('GET', '/sessions')
    return (sessions as Json[]).filter(
      (session) => session.path.startsWith(path) && !['complete', 'cancelled', 'expired'].includes(session.state),
    )
  }

  write(change: object): Promise<Json> {
    return this.control('POST', '/items', change)
  }
}

/** One data folder: its daemon, and commands about it. */
export class Station {
  readonly dataDir: string
  readonly #processes: Processes
  readonly #env: Readonly<Record<string, string>>
  readonly #as: AsUser
  readonly #line: DaemonLine
  #daemon: Program | null = null

  /** @param env for its daemon and its commands, where they need another one than ours */
  constructor(processes: Processes, env: Readonly<Record<string, string>> = {}, as = asWeAre, dataDir?: string) {
    this.#processes = processes
    this.#env = env
    this.#as = as
    this.dataDir = dataDir ?? mkdtempSync(join(processes.folder, 'data-'))
    this.#line = new DaemonLine(this.dataDir)
  }

  get daemon(): Program {
    if (this.#daemon === null) throw new Error('no daemon was started')
    return this.#daemon
  }

  async ensureDaemon(): Promise<void> {
    if (this.daemon.isEnded) await this.startDaemon()
  }

  async startDaemon(...args: string[]): Promise<Program> {
    this.#daemon = this.command('daemon', ...args)
    await this.#daemon.ready()
    return this.#daemon
  }

  command(...args: string[]): Program {
    return this.#processes.start([...args, '--json', '--data-dir', this.dataDir], this.#env, this.#as)
  }

  async run(...args: string[]): Promise<{ readonly code: number | null; readonly lines: Json[] }> {
    const started = this.command(...args)
    const answer = await started.answer()
    if (started.stderr !== '') throw new Error(`${args.join(' ')} said: ${started.stderr}`)
    return answer
  }

  async addAccount(practice: PracticeProcess): Promise<void> {
    const { graphUrl, loginUrl } = practice.roots
    const tokenFile = join(this.dataDir, '..', `tokens-${this.dataDir.slice(-6)}.json`)
    // A pair of its own, so that it can be refreshed like any other.
    const pair = await practice.control('POST', '/tokens', {})
    writeFileSync(tokenFile, JSON.stringify(pair))
    const roots = ['--graph-url', graphUrl, '--login-url', loginUrl, '--token-file', tokenFile]
    const client = ['--client-id', 'longshore-test', '--tenant', 'common']
    const added = await this.run('account', 'add', 'microsoft', '--name', 'work', ...client, ...roots)
    if (added.code !== 0) throw new Error(`account add: ${JSON.stringify(added.lines)}`)
  }

  /** Enqueues one file and says which transfer it became. */
  async upload(path: string, to: string, ...more: string[]): Promise<string> {
    const asked = more.length > 0 || this.#as !== asWeAre ? null : await this.#line.enqueue(this.#daemon, path, to)
    if (asked !== null) return asked
    const { code, lines } = await this.run('upload', path, '--to', to, ...more)
    const states = lines.filter(({ event }) => event === 'state')
    if (code !== 0 || states.length !== 1) throw new Error(`upload: ${code} ${JSON.stringify(lines)}`)
    return states[0].id
  }

  async transfers(): Promise<Json[]> {
    const all = this.#as === asWeAre ? await this.#line.transfers(this.#daemon) : null
    if (all !== null) return all
    const { lines } = await this.run('list')
    return lines[0]
  }

  async transfer(id: string): Promise<Json> {
    // Another user's socket isn't ours to open.
    const found = this.#as === asWeAre ? await this.#line.transfer(this.#daemon, id) : null
    return found === null ? (await this.transfers()).find((transfer) => transfer.id === id) : found
  }

  /** Waits for one transfer and says how it ended; with its story where that isn't `state`. */
  async end(id: string, state = 'done', ms = patienceMs): Promise<Json> {
    const look = async (): Promise<Json> => {
      const found = await this.transfer(id)
      return resting.has(found?.state) ? found : null
    }
    const last: Json = await until(`the end of ${id}`, look, ms)
    if (last.state === state) return last
    throw new Error(`${id} is ${last?.state}, not ${state}: ${await this.story(id)}`)
  }

  async story(id: string): Promise<string> {
    return JSON.stringify((await this.explain(id)).steps, null, 1)
  }

  async explain(id: string): Promise<Json> {
    return (await this.run('explain', id)).lines[0]
  }
}

export async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}
