import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { RefObject } from 'react'
import { useMedia } from '../ui/use-media.ts'
import { useValue } from '../ui/use-value.ts'
import { useWords } from '../words/use-words.ts'
import type { Looked } from './details.tsx'
import { GroupRow } from './group-row.tsx'
import styles from './queue-grid.module.css'
import type { QueueList } from './queue-list.ts'
import { QueueRow, WaitingRow } from './queue-row.tsx'
import { SelectionBar } from './selection-bar.tsx'
import { kept, nothing, only, toggled, upTo } from './selection.ts'
import { useGridKeys } from './use-grid-keys.ts'
import { useKeptFocus } from './use-kept-focus.ts'

interface QueueGridProps {
  readonly list: QueueList
  /** What scrolls; the grid begins somewhere below its top. */
  readonly scroller: RefObject<HTMLElement | null>
  /** What stands above the grid and may grow. */
  readonly above: RefObject<HTMLElement | null>
  readonly onLook: (looked: Looked) => void
}

const narrow = '(max-width: 760px)'
const heights = { row: { wide: 44, narrow: 68 }, group: { wide: 48, narrow: 62 } } as const

/** How far below the top of what scrolls the grid begins. */
function useMargin({ scroller, above }: QueueGridProps, grid: RefObject<HTMLElement | null>): number {
  const [margin, setMargin] = useState(0)
  const measure = useCallback(() => {
    const [outer, inner] = [scroller.current, grid.current]
    if (outer === null || inner === null) return
    setMargin(Math.round(inner.getBoundingClientRect().top - outer.getBoundingClientRect().top + outer.scrollTop))
  }, [scroller, grid])
  useLayoutEffect(measure)
  useEffect(() => {
    const observer = new ResizeObserver(measure)
    if (above.current !== null) observer.observe(above.current)
    return () => observer.disconnect()
  }, [above, measure])
  return margin
}

export function QueueGrid(props: QueueGridProps) {
  const { list, scroller, onLook } = props
  const { t } = useWords()
  const { lines, unknown } = useValue(list.view)
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set())
  const [focusKey, setFocusKey] = useState<string | null>(null)
  const [selection, setSelection] = useState(nothing)
  const [isEndWanted, setEndWanted] = useState(false)
  const grid = useRef<HTMLDivElement>(null)
  const margin = useMargin(props, grid)
  const size = useMedia(narrow) ? 'narrow' : 'wide'
  const count = lines.length + unknown
  const focusAt = Math.max(0, focusKey === null ? 0 : lines.findIndex((line) => keyOf(line) === focusKey))

  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => heights[typeof lines[index] === 'object' ? 'group' : 'row'][size],
    getItemKey: (index) => {
      const line = lines[index]
      return typeof line === 'string' ? line : `${index}`
    },
    overscan: 8,
    scrollMargin: margin,
    scrollPaddingStart: 56,
    scrollPaddingEnd: 72,
    // The line that has the focus stays in the page, however far away one scrolls.
    rangeExtractor: (range) => {
      const shown = defaultRangeExtractor(range)
      return shown.includes(focusAt) || count === 0 ? shown : [...shown, focusAt].sort((a, b) => a - b)
    },
  })
  useEffect(() => virtual.measure(), [virtual, size, lines])

  const items = virtual.getVirtualItems()
  const shown = useMemo(
    () => items.map(({ index }) => lines[index]).filter((line) => typeof line === 'string'),
    [items, lines],
  )
  const last = items.at(-1)?.index ?? 0
  useEffect(() => list.look(shown), [list, shown])
  useEffect(() => {
    if (last >= lines.length - 50) list.reach(last)
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
      if (line === undefined) return
      setFocusKey(keyOf(line))
      virtual.scrollToIndex(index, { align: 'auto' })
      // After the line is in the page.
      requestAnimationFrame(() => {
        grid.current?.querySelector<HTMLElement>(`[data-line="${index}"]`)?.focus({ preventScroll: true })
      })
    },
    [lines, virtual],
  )
  // Where the line with the focus is, or was while it was there: its neighbour takes over.
  const lastFocusAt = useRef(0)
  useEffect(() => {
    if (lines.some((line) => keyOf(line) === focusKey)) lastFocusAt.current = focusAt
  }, [lines, focusKey, focusAt])
  useKeptFocus(grid, () => focusLine(Math.min(lastFocusAt.current, lines.length - 1)))
  const focusEnd = useCallback(() => {
    setEndWanted(true)
    virtual.scrollToIndex(count - 1, { align: 'end' })
  }, [virtual, count])
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
    pageRows: Math.max(1, Math.floor((scroller.current?.clientHeight ?? 400) / heights.row[size]) - 2),
    selection,
    setSelection,
    setOpen,
    focusLine,
    focusEnd,
    onLook,
  })
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
        aria-rowcount={count + 1}
        aria-colcount={5}
        aria-multiselectable
        className={styles['grid']}
        data-region="list"
        onKeyDown={onKeyDown}
      >
        <div role="row" aria-rowindex={1} className="listen">
          {(['name', 'place', 'state', 'size', 'acts'] as const).map((column, at) => (
            <span key={column} role="columnheader" aria-colindex={at + 1}>
              {t(`grid.${column}`)}
            </span>
          ))}
        </div>
        <Tall height={virtual.getTotalSize()}>
          {items.map(({ key, index, start, size: height }) => {
            const line = lines[index]
            const place = { index, top: start - margin, height }
            if (line === undefined) return <WaitingRow key={key} {...place} />
            const isFocused = index === focusAt
            if (typeof line === 'object') {
              return <GroupRow key={key} {...place} line={line} isFocused={isFocused} onOpen={setOpen} />
            }
            return (
              <QueueRow
                key={key}
                {...place}
                id={line}
                isFocused={isFocused}
                isSelected={selection.ids.has(line)}
                onPick={onPick}
                onLook={onLook}
              />
            )
          })}
        </Tall>
      </div>
      {selection.ids.size > 1 && <SelectionBar selection={selection} onClear={() => setSelection(nothing)} />}
    </>
  )
}

function keyOf(line: string | { readonly group: string }): string {
  return typeof line === 'string' ? line : `group ${line.group}`
}

/** As tall as all rows together, of which only those in sight are there. */
function Tall({ height, children }: { readonly height: number; readonly children: React.ReactNode }) {
  return (
    <div role="presentation" className={styles['tall']} style={{ height }}>
      {children}
    </div>
  )
}
