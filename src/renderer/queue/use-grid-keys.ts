import { useEngine } from '../engine/context.ts'
import { type Offered, canLink } from '../links/link-offer.ts'
import { copy, isApple } from '../platform.ts'
import { comboOf } from '../ui/keys.ts'
import { useWords } from '../words/use-words.ts'
import { can } from './acts.ts'
import { stepOf } from './beside.ts'
import type { Looked } from './details.tsx'
import type { Line } from './layout.ts'
import type { QueueList } from './queue-list.ts'
import { nothing, only, toggled, upTo } from './selection.ts'
import type { Selection } from './selection.ts'

interface GridKeyFacts {
  readonly list: QueueList
  readonly lines: readonly Line[]
  readonly focusAt: number
  readonly pageRows: number
  readonly selection: Selection
  readonly setSelection: (selection: Selection) => void
  readonly setOpen: (group: string, isOpen: boolean) => void
  readonly focusLine: (index: number) => void
  /** Also where the end is not known yet. */
  readonly focusEnd: () => void
  readonly onLook: (looked: Looked) => void
  readonly offer: Offered
  readonly onLink: (ids: readonly string[]) => void
}

/** The keyboard of the list. Everything that a mouse can do here has a key. */
export function useGridKeys(facts: GridKeyFacts): (event: React.KeyboardEvent<HTMLElement>) => void {
  const { mirror, commands, notices } = useEngine()
  const { t } = useWords()
  const {
    list,
    lines,
    focusAt,
    pageRows,
    selection,
    setSelection,
    setOpen,
    focusLine,
    focusEnd,
    onLook,
    offer,
    onLink,
  } = facts
  const line = lines[focusAt]
  const id = typeof line === 'string' ? line : null
  const chosen = id === null || selection.ids.has(id) ? [...selection.ids] : [id]

  function move(to: number, isExtending = false): void {
    const index = Math.min(lines.length - 1, Math.max(0, to))
    const target = lines[index]
    if (isExtending && typeof target === 'string') {
      const base = selection.anchor === null && id !== null ? only(id) : selection
      setSelection(upTo(base, target, lines))
    } else if (!isExtending) setSelection(nothing)
    focusLine(index)
  }

  function moveBy(way: 'up' | 'down'): void {
    const goal = stepOf(lines, new Set(chosen), way)
    if (goal !== null) void commands.move(chosen, goal)
  }

  function pauseOrResume(): void {
    const states = chosen.map((each) => [each, mirror.rows.get(each)?.state] as const)
    const running = states.filter(([, state]) => state !== undefined && can('pause', state)).map(([each]) => each)
    if (running.length > 0) return void commands.pause(running)
    const resting = states.filter(([, state]) => state === 'paused').map(([each]) => each)
    if (resting.length > 0) void commands.resume(resting)
    return undefined
  }

  async function copyLink(): Promise<void> {
    const linkable = chosen.filter((each) => canLink(offer, mirror.rows.get(each)))
    if (linkable.length > 0) return onLink(linkable)
    if (offer === undefined) return
    const url = id === null ? null : (mirror.rows.get(id)?.remote?.webUrl ?? null)
    const isCopied = url !== null && (await copy(url))
    notices.show({ text: t(isCopied ? 'notice.linkCopied' : 'notice.noLink'), isBad: !isCopied })
  }

  /** To the buttons of the row and back: they are no stops of their own for the Tab key. */
  function moveInside(row: HTMLElement, step: number): void {
    const stops = [row, ...row.querySelectorAll<HTMLElement>('button')]
    const now = stops.findIndex((stop) => stop === document.activeElement)
    stops[Math.min(stops.length - 1, Math.max(0, now + step))]?.focus()
  }

  const acts: Readonly<Record<string, (row: HTMLElement) => void>> = {
    ArrowDown: () => move(focusAt + 1),
    ArrowUp: () => move(focusAt - 1),
    'Shift+ArrowDown': () => move(focusAt + 1, true),
    'Shift+ArrowUp': () => move(focusAt - 1, true),
    PageDown: () => move(focusAt + pageRows),
    PageUp: () => move(focusAt - pageRows),
    Home: () => move(0),
    End: () => {
      setSelection(nothing)
      focusEnd()
    },
    ArrowRight: (row) => (typeof line === 'object' ? setOpen(line.group, true) : moveInside(row, 1)),
    ArrowLeft: (row) => (typeof line === 'object' ? setOpen(line.group, false) : moveInside(row, -1)),
    'Mod+A': () => {
      void list.reachEnd().then((ids) => setSelection({ ids: new Set(ids), anchor: id }))
    },
    'Mod+Space': () => id !== null && setSelection(toggled(selection, id)),
    Escape: () => setSelection(nothing),
    Space: () => (typeof line === 'object' ? setOpen(line.group, !line.isOpen) : pauseOrResume()),
    Enter: () =>
      typeof line === 'object' ? setOpen(line.group, !line.isOpen) : id !== null && onLook({ id, isWhy: false }),
    Delete: () => commands.cancel(chosen),
    'Alt+ArrowUp': () => moveBy('up'),
    'Alt+ArrowDown': () => moveBy('down'),
    'Mod+Home': () => void commands.toTop(chosen),
    'Mod+R': () => void commands.retry(chosen),
    F1: () => id !== null && onLook({ id, isWhy: true }),
    '?': () => id !== null && onLook({ id, isWhy: true }),
    'Mod+L': () => void copyLink(),
  }

  return (event) => {
    const row = (event.target as HTMLElement).closest<HTMLElement>('[role="row"]')
    const isOnButton = (event.target as HTMLElement).tagName === 'BUTTON'
    const combo = comboOf(event, isApple)
    // A button in the row takes its own keys.
    if (row === null || (isOnButton && (combo === 'Enter' || combo === 'Space'))) return
    const act = acts[combo]
    if (act === undefined) return
    event.preventDefault()
    act(row)
  }
}
