import { memo, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { RefObject } from 'react'
import { LinkDialog } from '../links/link-dialog.tsx'
import { useLinkOffer } from '../links/use-link-offer.ts'
import { useMedia } from '../ui/use-media.ts'
import { useValue } from '../ui/use-value.ts'
import { useWords } from '../words/use-words.ts'
import type { Looked } from './details.tsx'
import { GroupRow } from './group-row.tsx'
import type { Line } from './layout.ts'
import { Places } from './places.ts'
import styles from './queue-grid.module.css'
import type { QueueList } from './queue-list.ts'
import { QueueRow, WaitingRow } from './queue-row.tsx'
import { SelectionBar } from './selection-bar.tsx'
import { kept, nothing, only, toggled, upTo } from './selection.ts'
import { slotsFor } from './slots.ts'
import type { Shown, Slots } from './slots.ts'
import { useGridKeys } from './use-grid-keys.ts'
import { useInSight, useOffset } from './use-in-sight.ts'
import { useRowDrag } from './use-row-drag.ts'
import { useKeptFocus } from './use-kept-focus.ts'

interface QueueGridProps {
  readonly list: QueueList
  /** What scrolls; the grid begins somewhere below its top. */
  readonly scroller: RefObject<HTMLElement | null>
  readonly onLook: (looked: Looked) => void
}

const narrow = '(max-width: 760px)'
const heights = { wide: { row: 44, head: 48 }, narrow: { row: 68, head: 62 } } as const
/** A line that is gone to doesn't stand under the toolbar or the bar below. */
const clear = { above: 56, below: 72 } as const

/** Doesn't ask how the queue as a whole is doing: that changes ten times a second, the lines seldom do. */
export const QueueGrid = memo(function QueueGrid(props: QueueGridProps) {
  const { list, scroller, onLook } = props
  const { t } = useWords()
  const { lines, unknown } = useValue(list.view)
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set())
  const [focusKey, setFocusKey] = useState<string | null>(null)
  const [selection, setSelection] = useState(nothing)
  const [isEndWanted, setEndWanted] = useState(false)
  const offer = useLinkOffer()
  const [linked, setLinked] = useState<readonly string[] | null>(null)
  const grid = useRef<HTMLDivElement>(null)
  const tall = useRef<HTMLDivElement>(null)
  const size = heights[useMedia(narrow) ? 'narrow' : 'wide']
  const places = useMemo(() => new Places(lines, unknown, size), [lines, unknown, size])
  const offset = useOffset(scroller, tall)
  const { first, last, isPassing } = useInSight(scroller, offset, places)
  const foundAt = useMemo(
    () => (focusKey === null ? -1 : lines.findIndex((line) => keyOf(line) === focusKey)),
    [lines, focusKey],
  )
  const focusAt = Math.max(0, foundAt)

  // The line that has the focus stays in the page, however far away one scrolls.
  const inPage = useMemo(() => {
    const indexes = Array.from({ length: last - first }, (_, at) => first + at)
    if (focusAt >= places.count || (focusAt >= first && focusAt < last)) return indexes
    return focusAt < first ? [focusAt, ...indexes] : [...indexes, focusAt]
  }, [first, last, focusAt, places])
  const slots = useSlots(inPage, lines, isPassing)
  const shown = useMemo(
    () => inPage.map((index) => lines[index]).filter((line) => typeof line === 'string'),
    [inPage, lines],
  )
  useEffect(() => {
    // Who passes is asked about when somebody stays.
    if (!isPassing) list.look(shown)
  }, [list, shown, isPassing])
  useEffect(() => {
    if (last > lines.length - 50) list.reach(last)
  }, [list, last, lines.length])

  useEffect(() => {
    // What can't be seen any more must not be acted upon.
    setSelection((before) => {
      if (before.ids.size === 0) return before
      const there = new Set(lines)
      return kept(before, (id) => there.has(id))
    })
  }, [lines])

  const setOpen = useCallback(
    (group: string, isOpen: boolean) => {
      const made = new Set(closed)
      if (isOpen) made.delete(group)
      else made.add(group)
      setClosed(made)
      list.close(made)
    },
    [closed, list],
  )
  const focusLine = useCallback(
    (index: number) => {
      const line = lines[index]
      const outer = scroller.current
      if (line === undefined || outer === null) return
      setFocusKey(keyOf(line))
      const top = offset + places.topOf(index) - clear.above
      const bottom = offset + places.topOf(index + 1) + clear.below
      if (top < outer.scrollTop) outer.scrollTop = top
      else if (bottom > outer.scrollTop + outer.clientHeight) outer.scrollTop = bottom - outer.clientHeight
      // After the line is in the page.
      requestAnimationFrame(() => {
        grid.current?.querySelector<HTMLElement>(`[data-line="${index}"]`)?.focus({ preventScroll: true })
      })
    },
    [lines, scroller, offset, places],
  )
  // Where the line with the focus is, or was while it was there: its neighbour takes over.
  const lastFocusAt = useRef(0)
  useEffect(() => {
    if (foundAt >= 0) lastFocusAt.current = foundAt
  }, [foundAt])
  useKeptFocus(grid, () => focusLine(Math.min(lastFocusAt.current, lines.length - 1)))
  const focusEnd = useCallback(() => {
    setEndWanted(true)
    scroller.current?.scrollTo(0, offset + places.height)
  }, [scroller, offset, places])
  useEffect(() => {
    // The end is walked to first: what is there isn't known before.
    if (!isEndWanted || unknown > 0) return
    setEndWanted(false)
    focusLine(lines.length - 1)
  }, [isEndWanted, unknown, lines.length, focusLine])
  const onKeyDown = useGridKeys({
    list,
    lines,
    focusAt,
    pageRows: Math.max(1, Math.floor((scroller.current?.clientHeight ?? 400) / size.row) - 2),
    selection,
    setSelection,
    setOpen,
    focusLine,
    focusEnd,
    onLook,
    offer,
    onLink: setLinked,
  })
  const drag = useRowDrag(lines, selection.ids)
  // However it came to have the focus: it stays in the page from now on.
  const onFocus = (event: React.FocusEvent<HTMLElement>): void => {
    const index = event.target.closest<HTMLElement>('[data-line]')?.dataset['line']
    const line = index === undefined ? undefined : lines[Number(index)]
    if (line !== undefined) setFocusKey(keyOf(line))
  }
  const onPick = useCallback(
    (id: string, event: { readonly shiftKey: boolean; readonly ctrlKey: boolean; readonly metaKey: boolean }) => {
      setFocusKey(id)
      setSelection((before) => {
        if (event.shiftKey) return upTo(before, id, lines)
        return event.ctrlKey || event.metaKey ? toggled(before, id) : only(id)
      })
    },
    [lines],
  )

  return (
    <>
      <div
        ref={grid}
        role="treegrid"
        tabIndex={-1}
        aria-label={t('nav.queue')}
        aria-rowcount={places.count + 1}
        aria-colcount={5}
        aria-multiselectable
        className={styles['grid']}
        data-region="list"
        onFocus={onFocus}
        onKeyDown={onKeyDown}
        {...drag.handlers}
      >
        <div role="row" aria-rowindex={1} className="listen">
          {(['name', 'place', 'state', 'size', 'acts'] as const).map((column, at) => (
            <span key={column} role="columnheader" aria-colindex={at + 1}>
              {t(`grid.${column}`)}
            </span>
          ))}
        </div>
        {/* As tall as all lines together, of which only those in sight are there. */}
        <div ref={tall} role="presentation" className={styles['tall']} style={{ height: places.height }}>
          {drag.mark !== null && (
            <div
              role="presentation"
              className={styles['mark']}
              style={{ top: places.topOf(drag.mark.index + (drag.mark.isBelow ? 1 : 0)) }}
            />
          )}
          {inPage.map((index) => {
            const line = lines[index]
            const place = { index, top: places.topOf(index), height: places.heightOf(index) }
            const { key, kind } = shownAt(line, index)
            const slot = `${kind} ${slots.get(key)?.number}`
            if (line === undefined) return <WaitingRow key={slot} {...place} />
            const isFocused = index === focusAt
            if (typeof line === 'object') {
              return <GroupRow key={slot} {...place} line={line} isFocused={isFocused} onOpen={setOpen} />
            }
            return (
              <QueueRow
                key={slot}
                {...place}
                id={line}
                isFocused={isFocused}
                isPassing={isPassing && !isFocused}
                isSelected={selection.ids.has(line)}
                onPick={onPick}
                onLook={onLook}
                offer={offer}
                onLink={setLinked}
              />
            )
          })}
        </div>
      </div>
      {selection.ids.size > 1 && (
        <SelectionBar selection={selection} offer={offer} onLink={setLinked} onClear={() => setSelection(nothing)} />
      )}
      {linked !== null && offer && <LinkDialog of={{ ids: linked }} offer={offer} onClose={() => setLinked(null)} />}
    </>
  )
})

/** A line keeps its piece of the page while it is there. */
function useSlots(inPage: readonly number[], lines: readonly Line[], isPassing: boolean): Slots {
  const before = useRef<Slots>(new Map())
  const slots = useMemo(() => {
    const shown = inPage.map((index) => shownAt(lines[index], index))
    return slotsFor(before.current, shown, isPassing)
  }, [inPage, lines, isPassing])
  useLayoutEffect(() => {
    before.current = slots
  }, [slots])
  return slots
}

function shownAt(line: Line | undefined, index: number): Shown {
  if (line === undefined) return { key: `waiting ${index}`, kind: 'waiting' }
  return { key: keyOf(line), kind: typeof line === 'string' ? 'row' : 'group' }
}

function keyOf(line: string | { readonly group: string }): string {
  return typeof line === 'string' ? line : `group ${line.group}`
}
