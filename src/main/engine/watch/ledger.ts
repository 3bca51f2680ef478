/** What a file that differs from the ledger means. Pure: from the candidate, the watch and what was done before. */

import { isFinal } from '../../../shared/lifecycle.ts'
import type { Candidate } from '../ports/scanner.ts'
import { type Fingerprint, isGone, modifiedAtMs, sameAcrossMounts } from '../ports/source.ts'
import type { LedgerEntry, ReplacedItem, Transfer, Watch } from '../ports/store.ts'

export type LedgerDecision =
  /** Send it: a new item, or (where we made one before) a new version of that. */
  | { readonly kind: 'send'; readonly replaces: ReplacedItem | null; readonly why: string }
  /** Only its bytes can tell whether it is another version. */
  | { readonly kind: 'compare'; readonly known: LedgerEntry }
  /** Not sent, by the watch's rule for what was there before. */
  | { readonly kind: 'leave'; readonly entry: LedgerEntry }
  /** Nothing of its content can have changed: only the ledger follows. */
  | { readonly kind: 'touch'; readonly entry: LedgerEntry }

type Place = Pick<Watch, 'account' | 'destination'>

/** @param isFirstScan whether the watch's rule for existing files applies */
export function decide(candidate: Candidate, watch: Watch, isFirstScan: boolean): LedgerDecision {
  const { known, fingerprint } = candidate
  const isLeftAlone = known !== null && known.digest === null && known.itemId === null
  if (known === null || isLeftAlone) {
    const left = isFirstScan ? leftAlone(candidate, watch) : null
    if (left !== null) return left
    if (known === null) return { kind: 'send', replaces: null, why: 'a new file in the watched folder' }
    if (!isWanted(watch, isFirstScan) && isShifted(known.fingerprint, fingerprint)) {
      return { kind: 'touch', entry: { ...known, fingerprint } }
    }
    return { kind: 'send', replaces: null, why: 'it was there before the watch, and has changed since' }
  }
  if (known.digest !== null && known.fingerprint.size === fingerprint.size) return { kind: 'compare', known }
  return { kind: 'send', replaces: replacedBy(known), why: 'a new version of a file that was uploaded' }
}

/** The item that a new version of this replaces; null where the destination gave none. */
export function replacedBy(known: LedgerEntry): ReplacedItem | null {
  const { itemId, eTag, digest, fingerprint } = known
  return itemId === null ? null : { itemId, eTag, size: fingerprint.size, hash: digest }
}

function isWanted(watch: Watch, isFirstScan: boolean): boolean {
  return isFirstScan && watch.existing.kind !== 'skip'
}

function leftAlone(candidate: Candidate, watch: Watch): LedgerDecision | null {
  const { existing } = watch
  const { path, fingerprint, known } = candidate
  if (existing.kind === 'upload') return null
  if (existing.kind === 'since' && modifiedAtMs(fingerprint) >= existing.at) return null
  if (existing.kind === 'skip') {
    // Made or changed since the watch was added, while this scan was still to come; after a crash, maybe long since.
    if (changedAtMs(fingerprint) >= (watch.existingFrom ?? watch.createdAt)) return null
    if (known !== null) return { kind: 'touch', entry: { ...known, fingerprint } }
  }
  return { kind: 'leave', entry: leftAloneEntry(watch, path, fingerprint) }
}

/** A ledger entry that says: seen, and not ours to send until it changes. */
function leftAloneEntry(place: Place, path: string, fingerprint: Fingerprint): LedgerEntry {
  const { account, destination } = place
  return { account, destination, path, fingerprint, digest: null, itemId: null, eTag: null, remoteName: null }
}

/** The later of both times: copies restore the modified time, renames only move the other one. In epoch ms. */
function changedAtMs(fingerprint: Fingerprint): number {
  return Math.max(modifiedAtMs(fingerprint), Number(BigInt(fingerprint.ctimeNs) / 1_000_000n))
}

const hourMs = 3_600_000
/** FAT keeps even seconds only. */
const coarseMs = 2_000

/**
 * Whether the file is as it was but for its inode, or for an hour: file systems that keep local time shift all their
 * files when summer time begins. Only asked where there is no digest to compare.
 */
function isShifted(known: Fingerprint, found: Fingerprint): boolean {
  if (known.size !== found.size) return false
  const shift = Math.abs(modifiedAtMs(known) - modifiedAtMs(found))
  return known.mtimeNs === found.mtimeNs || Math.abs(shift - hourMs) <= coarseMs
}

/**
 * Whether this very version was dealt with before: it failed, was canceled or skipped, or is done. Another scan is no
 * reason to begin again; a person's retry is, and so is a change of the file.
 */
export function isDealtWith(latest: Transfer | null, place: Place, found: Fingerprint): boolean {
  if (latest === null || !isFinal(latest.state)) return false
  if (latest.account !== place.account || latest.destination !== place.destination) return false
  // It was not there, and now it is.
  if (isGone(latest.failure)) return false
  if (latest.fingerprint !== null) return sameAcrossMounts(latest.fingerprint, found)
  return latest.finishedAt !== null && changedAtMs(found) <= latest.finishedAt
}
