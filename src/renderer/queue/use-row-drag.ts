import { useState } from 'react'
import type { DragEvent } from 'react'
import { useEngine } from '../engine/context.ts'
import type { Beside } from '../engine/commands.ts'
import type { Line } from './layout.ts'

/** So that nobody else takes it for something to be opened. */
const kind = 'application/x-longshore-rows'

export interface RowDrag {
  /** A line between two rows, by the index of the row and its edge; null: nothing would be dropped here. */
  readonly mark: { readonly index: number; readonly isBelow: boolean } | null
  readonly handlers: {
    readonly onDragStart: (event: DragEvent<HTMLElement>) => void
    readonly onDragOver: (event: DragEvent<HTMLElement>) => void
    readonly onDrop: (event: DragEvent<HTMLElement>) => void
    readonly onDragEnd: () => void
  }
}

/** Rows are put elsewhere in the queue by the mouse: the one that is taken, or all that are chosen with it. */
export function useRowDrag(lines: readonly Line[], selected: ReadonlySet<string>): RowDrag {
  const { commands } = useEngine()
  const [dragged, setDragged] = useState<readonly string[]>([])
  const [mark, setMark] = useState<RowDrag['mark']>(null)
  const rowAt = (event: DragEvent<HTMLElement>) => {
    const row = (event.target as HTMLElement).closest<HTMLElement>('[data-line]')
    const index = Number(row?.dataset['line'] ?? -1)
    const id = lines[index]
    return row === null || typeof id !== 'string' ? null : { row, index, id }
  }
  const end = (): void => {
    setDragged([])
    setMark(null)
  }
  return {
    mark,
    handlers: {
      onDragStart(event) {
        const at = rowAt(event)
        if (at === null) return
        event.dataTransfer.effectAllowed = 'move'
        event.dataTransfer.setData(kind, at.id)
        setDragged(selected.has(at.id) ? [...selected] : [at.id])
      },
      onDragOver(event) {
        if (dragged.length === 0) return
        const at = rowAt(event)
        if (at === null || dragged.includes(at.id)) return setMark(null)
        event.preventDefault()
        event.dataTransfer.dropEffect = 'move'
        const { top, height } = at.row.getBoundingClientRect()
        const isBelow = event.clientY > top + height / 2
        if (mark?.index !== at.index || mark.isBelow !== isBelow) setMark({ index: at.index, isBelow })
      },
      onDrop(event) {
        const id = mark === null ? undefined : lines[mark.index]
        if (mark !== null && typeof id === 'string' && dragged.length > 0) {
          event.preventDefault()
          const goal: Beside = mark.isBelow ? { after: id } : { before: id }
          void commands.move(dragged, goal)
        }
        end()
      },
      onDragEnd: end,
    },
  }
}
