/** Putting uploaded files away, and taking them back: what is stored of it, and what the file system is asked to do. */

import type { After, KeptReason } from '../../../shared/clean-up.ts'
import type { Failure, Result } from '../../../shared/failure.ts'
import type { Fingerprint, SourceRef } from './source.ts'

/**
 * What becomes of a watched file once it is uploaded. Each step is durable before the next is made, so that whoever comes
 * back looks where the file is and goes on.
 *
 * - `wanted`: to be put away; stored together with `done`
 * - `moving`: `place` is chosen; the file is in its own place, in `place`, or for a moment beside that
 * - `moved`: it is in `place` · `kept`: it stays where it is, and `why`
 * - `undoing`, `undone`: on its way back, and back
 */
export interface CleanUp {
  readonly what: 'move' | 'trash'
  readonly state: 'wanted' | 'moving' | 'moved' | 'kept' | 'undoing' | 'undone'
  /** The folder of `move`, as the watch has it. */
  readonly to: string | null
  /** Absolute. Null: not chosen, or nobody is told (the system's own trash). */
  readonly place: string | null
  /** The trash's note of where the file was; absolute. */
  readonly note: string | null
  readonly why: KeptReason | null
}

/** Where a file goes. */
export type Place = Pick<CleanUp, 'place' | 'note'>

export interface PutAwayJob extends SourceRef {
  /** Of the transfer: names what lies beside `place` for a moment. */
  readonly id: string
  readonly what: CleanUp['what']
  readonly to: string | null
  /** The version that was uploaded. */
  readonly uploaded: Fingerprint
}

export type PutAwayOutcome =
  /** It is in its place: in `place`, or where it was. */
  | { readonly is: 'there' }
  /** Somebody has the name by now: another place has to be chosen. */
  | { readonly is: 'taken' }
  /** It stays. `place`: only where it could not even be put back, because another file had come there. */
  | { readonly is: 'kept'; readonly why: KeptReason; readonly place: string | null }
  /** It can't be told, or done, just now. */
  | { readonly is: 'later'; readonly found: Failure }

/**
 * Each call may follow any other one of the same job that was cut off anywhere: it looks first where the file is. Nothing
 * is ever written over, and nothing but the very file that was uploaded ends anywhere else.
 */
export interface PutAway {
  /** Why this can't be done with files of the folder; null: it can. For who says it: nothing is changed. */
  objection(after: After, folder: string, watched: readonly string[]): Promise<string | null>
  /**
   * A free name in the folder (which is made) or the trash. Nothing of the file is touched.
   *
   * @param taken a place that was chosen before: another name in the very same folder, where the file may be already
   */
  choose(job: PutAwayJob, taken?: Place): Promise<{ readonly is: 'chosen'; readonly place: Place } | PutAwayOutcome>
  /** Moves the file to the place that was chosen, if it still is the one that was uploaded. */
  carry(job: PutAwayJob, place: Place): Promise<PutAwayOutcome>
  /** The file in its place as it is now, to be taken back. Failures: `undo-refused`. */
  look(job: PutAwayJob, place: Place): Promise<Result<Fingerprint>>
  /** Takes it back. `kept`: it stays in `place`. */
  back(job: PutAwayJob, place: Place): Promise<PutAwayOutcome>
}
