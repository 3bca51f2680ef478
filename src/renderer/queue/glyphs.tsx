import {
  AlignLeft,
  ArrowUp,
  ArrowUpToLine,
  Ban,
  Check,
  CircleAlert,
  CircleX,
  Clock,
  FilePen,
  Link2,
  Pause,
  Play,
  RotateCw,
  SkipForward,
  Undo2,
  X,
} from 'lucide-react'
import type { LucideIcon } from 'lucide-react'
import type { PublicState } from '../../shared/lifecycle.ts'

type GlyphName = `state-${PublicState}` | `act-${'retry' | 'pause' | 'resume' | 'cancel' | 'link'}`

/** Drawn once for the whole page. */
const drawings: Readonly<Record<GlyphName, LucideIcon>> = {
  'state-settling': FilePen,
  'state-queued': AlignLeft,
  'state-sending': ArrowUp,
  'state-finishing': ArrowUpToLine,
  'state-waiting': Clock,
  'state-blocked': CircleAlert,
  'state-paused': Pause,
  'state-canceling': Undo2,
  'state-done': Check,
  'state-skipped': SkipForward,
  'state-failed': CircleX,
  'state-canceled': Ban,
  'act-retry': RotateCw,
  'act-pause': Pause,
  'act-resume': Play,
  'act-cancel': X,
  'act-link': Link2,
}

const idOf = (name: string): string => `glyph-${name}`

/** Where the glyphs come from; once in the page, and not to be seen itself. */
export function GlyphSheet() {
  return (
    <svg display="none" aria-hidden>
      {Object.entries(drawings).map(([name, Drawing]) => (
        <Drawing key={name} id={idOf(name)} strokeWidth={name.startsWith('state-') ? 1.75 : 2} />
      ))}
    </svg>
  )
}

/**
 * A picture in a row, which only points to its drawing: rows change theirs many times a second, and another pointer
 * costs a fraction of another picture. Beside a word or a name, never instead of it.
 */
export function Glyph({ name, className }: { readonly name: GlyphName; readonly className?: string | undefined }) {
  return (
    <svg width={16} height={16} viewBox="0 0 24 24" aria-hidden className={className}>
      <use href={`#${idOf(name)}`} />
    </svg>
  )
}
