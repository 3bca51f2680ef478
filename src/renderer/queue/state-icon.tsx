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
  Pause,
  SkipForward,
  Undo2,
} from 'lucide-react'
import type { LucideIcon } from 'lucide-react'
import type { PublicState } from '../../shared/lifecycle.ts'

const icons: Readonly<Record<PublicState, LucideIcon>> = {
  settling: FilePen,
  queued: AlignLeft,
  sending: ArrowUp,
  finishing: ArrowUpToLine,
  waiting: Clock,
  blocked: CircleAlert,
  paused: Pause,
  canceling: Undo2,
  done: Check,
  skipped: SkipForward,
  failed: CircleX,
  canceled: Ban,
}

/** Beside the word, never instead of it. */
export function StateIcon({
  state,
  className,
}: {
  readonly state: PublicState
  readonly className?: string | undefined
}) {
  const Icon = icons[state]
  return <Icon size={16} strokeWidth={1.75} aria-hidden className={className} />
}
