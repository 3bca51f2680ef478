/**
 * What a command needs of the owner of a data folder when it becomes the owner itself. src/main/owner.ts is the real
 * one; the command line is handed it, and tests hand it a fake.
 */

import type { LongshoreContract } from '../../shared/contract.ts'
import type { Result } from '../../shared/failure.ts'
import type { Keychain } from '../../shared/protection.ts'
import type { Client } from '../../shared/rpc-contract.ts'

export interface OwnerOptions {
  readonly dataDir: string
  readonly kind: 'daemon' | 'app' | 'command'
  /** False: transfers rest; the command does its work and leaves. */
  readonly runEngine: boolean
  readonly version: string
  /** Where there is no account yet: practice cloud on, and a drop folder that is watched. */
  readonly firstRun?: boolean
  /** What the system says of proxies, in the words of a PAC file; the app asks Electron. Without it the environment says. */
  readonly systemProxies?: (address: string) => Promise<string>
  /** Whether this computer runs on its battery, where only the app's runtime is told. */
  readonly onBattery?: () => boolean
  /** Opens the local web UI on this port of 127.0.0.1 (0: any). Without it nothing listens on TCP. */
  readonly web?: { readonly port: number } | null
  /**
   * Opens an address in the system's browser, and nothing that isn't at `root`; false where that can't be. Absent: by the
   * program that the system has for it. Not any more once the signal is aborted: the sign-in has ended.
   */
  readonly openLink?: (link: { readonly url: string; readonly root: string }, signal: AbortSignal) => Promise<boolean>
  /** Puts a file into the system's trash, where this process can ask for that; on Linux we know how it is kept ourselves. */
  readonly trashItem?: (path: string) => Promise<void>
  /** The system's, where this process can ask it: a new data key goes there, if it protects. */
  readonly keychain?: Keychain | null
  readonly passphrase?: PassphraseSource
}

/** Where the passphrase comes from that a data key may be under. Each may throw a FailureError `usage`. */
export interface PassphraseSource {
  /** From where somebody has put it beforehand; nobody is asked. A new data key goes under it. */
  given(): Promise<string | null>
  /** For a key that is under one already; somebody may be asked. */
  wanted(): Promise<string | null>
}

export interface Owner {
  readonly client: Client<LongshoreContract>
  /** Of the local web UI, with a one-time code; null where it isn't open. */
  readonly url: string | null
  /** What a person should know at once: a queue file that was damaged, a folder that can only be looked at, no web UI. */
  readonly note?: string | null
  /** The folder that a first run made and watches. */
  readonly dropFolder?: string | null
  /** Stops the engine where it runs, keeps what was acknowledged, and lets the folder go. */
  close(): Promise<void>
}

/** The failure is `engine-unreachable` where somebody else owns the folder. */
export type OpenOwner = (options: OwnerOptions) => Promise<Result<Owner>>
