/** The local file, read through one descriptor per transfer. */

import type { Failure, Result } from '../../../shared/failure.ts'
import type { DigestAlgorithm } from '../../../shared/transfer.ts'

/**
 * Which version of which file. Times and ids are decimal strings: nanoseconds and 64-bit inodes don't fit a number,
 * and nobody calculates with them; they are only compared.
 */
export interface Fingerprint {
  /** bytes */
  readonly size: number
  readonly mtimeNs: string
  readonly ctimeNs: string
  readonly inode: string
  readonly device: string
}

/** Absolute paths. The file must be inside `root` after all links are resolved. */
export interface SourceRef {
  readonly root: string
  readonly path: string
}

/**
 * Digests of a file's parts and of the whole, from one reading of it in the order of bytes, away from the main thread. It
 * is of one version of the file: another run of the same version goes on where the last one stood, so that a broken line
 * costs no second reading. The caller makes sure that the file still is that version.
 */
export interface DigestPass {
  /** How far it has read, bytes. */
  readonly offset: number
  /**
   * Of the bytes `[start, end)`: one part, or the last and shorter one. Lower-case hex, or base64 for quickXorHash.
   *
   * @throws FailureError `source-read-error` and siblings, `source-changed` where the file ends before; the signal's reason
   */
  part(start: number, end: number, signal: AbortSignal): Promise<string>
  /** Of all bytes. Same errors. */
  whole(signal: AbortSignal): Promise<string>
  /** What was read is not to be trusted: the next pass reads all of it again. */
  forget(): void
}

export interface OpenSource {
  /** Taken from the descriptor when it was opened. */
  readonly fingerprint: Fingerprint
  /** How many names (hard links) the file has, where that is known. */
  readonly names?: number
  /**
   * Reads at the absolute offset `at` until `into` is full or the file ends.
   *
   * @returns bytes read; fewer than `into.length` only at the end of the file
   * @throws FailureError `source-read-error` and siblings
   */
  read(into: Uint8Array, at: number): Promise<number>
  /** The descriptor's fingerprint now; differs from `fingerprint` when somebody wrote to the file. */
  check(): Promise<Fingerprint>
  /** @param partBytes every part but the last has this length */
  digestPass(algorithm: DigestAlgorithm, partBytes: number): DigestPass
  close(): Promise<void>
}

export interface Sources {
  /**
   * Opens without following links and without blocking, and refuses whatever is not a regular file inside the root.
   * Failures: `source-gone`, `folder-gone`, `source-denied`, `source-not-regular`, `source-outside`, `source-busy`,
   * `too-many-open-files`, `root-offline`, `too-large` (beyond 2^53 bytes).
   */
  open(ref: SourceRef): Promise<Result<OpenSource>>
  /** Looks without opening. Same failures. */
  inspect(ref: SourceRef): Promise<Result<Fingerprint>>
  /**
   * Looks whether this root is there and still the one that was recorded, and at none of its files. Failures:
   * `root-offline`, `root-replaced`, `source-denied`, `too-many-open-files`.
   */
  reach(root: string): Promise<Result<void>>
}

/** A running digest of bytes given in order. */
export interface RunningDigest {
  readonly algorithm: DigestAlgorithm
  /** bytes taken so far */
  readonly offset: number
  update(bytes: Uint8Array): void
  /** The digest of all bytes so far, as the destination writes it (base64 or lower-case hex). Ends nothing. */
  value(): string
  /**
   * State of the bytes so far: the same for the same bytes, so that it proves them. `Digests.restore` continues from it
   * where the algorithm's library can. Null: not known.
   */
  checkpoint(): string | null
}

export interface Digests {
  start(algorithm: DigestAlgorithm): RunningDigest
  /** Null where the checkpoint is of another algorithm or not readable: start again from byte 0. */
  restore(algorithm: DigestAlgorithm, checkpoint: string): RunningDigest | null
}

/** The root is not there, or another one is in its place: of its files that says nothing. */
export function isAway(found: Failure | null): boolean {
  return found?.code === 'root-offline' || found?.code === 'root-replaced'
}

/** Nothing is there any more: the file, or a folder above it. */
export function isGone(found: Failure | null): boolean {
  return found?.code === 'source-gone' || found?.code === 'folder-gone'
}

/** `size`, `mtimeNs`, `ctimeNs`, `inode` and `device` all the same: the same version of the same file. */
export function sameVersion(a: Fingerprint, b: Fingerprint): boolean {
  return (
    a.size === b.size &&
    a.mtimeNs === b.mtimeNs &&
    a.ctimeNs === b.ctimeNs &&
    a.inode === b.inode &&
    a.device === b.device
  )
}

/**
 * `sameVersion` but for the device: the number of a device may change whenever the computer starts or a drive is plugged
 * in, so it says nothing between two runs. That it is the same disk is known from its root.
 */
export function sameAcrossMounts(a: Fingerprint, b: Fingerprint): boolean {
  return sameVersion(a, { ...b, device: a.device })
}

/** Modified time in epoch ms, for destinations that keep it. */
export function modifiedAtMs(fingerprint: Fingerprint): number {
  return Number(BigInt(fingerprint.mtimeNs) / 1_000_000n)
}
