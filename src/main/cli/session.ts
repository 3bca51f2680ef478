/** One run of the command line: where it prints, which folder it is about, how it reaches the engine, how it ends. */

import { resolve } from 'node:path'
import type { LongshoreContract } from '../../shared/contract.ts'
import { failure, FailureError } from '../../shared/failure.ts'
import type { Result } from '../../shared/failure.ts'
import type { Client } from '../../shared/rpc-contract.ts'
import type { PassphraseSource } from '../client/owner-port.ts'
import type { Engine } from '../client/reach-engine.ts'
import { exitCode } from './exit-code.ts'
import type { ExitCode } from './exit-code.ts'
import { Terminal } from './terminal.ts'
import type { World } from './world.ts'

export type EngineClient = Client<LongshoreContract>

/** Ctrl-C while a command had nothing of its own to end. */
export class Interrupted extends Error {}

/** The value, or its failure thrown: caught where the command line ends. */
export function valueOf<T>(result: Result<T>): T {
  if (result.ok) return result.value
  throw new FailureError(result.failure)
}

export function usage(detail: string): FailureError {
  return new FailureError(failure('usage', { detail }))
}

export function isUnreachable(error: unknown): boolean {
  return error instanceof FailureError && error.failure.code === 'engine-unreachable'
}

/** Whether a command may be asked again when the line broke before its answer came. */
export type Again = 'again' | 'once'

export class Session {
  readonly world: World
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal
  terminal: Terminal
  dataDir: string
  exitCode: ExitCode = exitCode.fine
  /** As it was named; `-` is the standard input. */
  passphraseFile: string | null = null
  /** Given where the commands are built. */
  passphrase: PassphraseSource = { given: async () => null, wanted: async () => null }

  constructor(world: World, signal: AbortSignal, isJson: boolean) {
    this.world = world
    this.signal = signal
    this.terminal = new Terminal(world, isJson)
    this.dataDir = world.defaultDataDir
  }

  path(text: string): string {
    if (text === '') throw usage('A path is empty.')
    return resolve(this.world.cwd, text)
  }

  /** The options that every command has. */
  begin(options: { dataDir?: string; passphraseFile?: string }): void {
    const asked = options.dataDir ?? this.world.env['LONGSHORE_DATA_DIR']
    if (options.dataDir === '') throw usage('The data folder is empty.')
    if (asked !== undefined && asked !== '') this.dataDir = resolve(this.world.cwd, asked)
    if (options.passphraseFile === '') throw usage('The passphrase file is empty.')
    const file = options.passphraseFile ?? this.world.env['LONGSHORE_PASSPHRASE_FILE'] ?? ''
    if (file !== '') this.passphraseFile = file
  }

  async reach(need: 'any' | 'engine'): Promise<Engine> {
    const { reachEngine } = await import('../client/reach-engine.ts')
    const { version, addresses, openOwner, sleep } = this.world
    const { passphrase } = this
    const engine = await reachEngine(this.dataDir, need, {
      version,
      addresses,
      sleep,
      openOwner: (options) => openOwner({ ...options, passphrase }),
    })
    if (engine.note) this.terminal.note(engine.note)
    return engine
  }

  /**
   * Asks the engine and leaves it. An owner that is itself a command may leave while it is asked; then whoever comes
   * next is asked, or we are that owner. Every request but those marked `once` may be repeated without harm.
   */
  async ask<T>(work: (client: EngineClient, engine: Engine) => Promise<T>, again: Again = 'again'): Promise<T> {
    const first = await this.reach('any')
    try {
      return await this.unlessInterrupted(work(first.client, first))
    } catch (error) {
      if (first.isOurs || again === 'once' || !isUnreachable(error)) throw error
    } finally {
      await first.close()
    }
    const second = await this.reach('any')
    try {
      return await this.unlessInterrupted(work(second.client, second))
    } finally {
      await second.close()
    }
  }

  /** What is under way is left to itself: the engine keeps what it has acknowledged. */
  async unlessInterrupted<T>(work: Promise<T>): Promise<T> {
    let leave: () => void = () => undefined
    const interrupted = new Promise<never>((_, reject) => {
      leave = () => reject(new Interrupted())
      if (this.signal.aborted) leave()
      else this.signal.addEventListener('abort', leave, { once: true })
    })
    try {
      return await Promise.race([work, interrupted])
    } finally {
      this.signal.removeEventListener('abort', leave)
    }
  }
}
