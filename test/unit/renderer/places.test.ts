import { expect, test } from 'vitest'
import type { Line } from '../../../src/renderer/queue/layout.ts'
import { Places } from '../../../src/renderer/queue/places.ts'

const heights = { row: 44, head: 48 }

/** A head before every third row. */
function linesOf(rows: number): Line[] {
  return Array.from({ length: rows }, (_, at) => at).flatMap((at): Line[] =>
    at % 3 === 0 ? [{ group: `${at}`, count: 3, isOpen: true, isCut: false }, `r${at}`] : [`r${at}`],
  )
}

test('each line stands below the one before it, whatever their heights are', () => {
  const lines = linesOf(50)
  const places = new Places(lines, 7, heights)
  let top = 0
  for (let at = 0; at < lines.length + 7; at += 1) {
    expect(places.topOf(at)).toBe(top)
    expect(places.heightOf(at)).toBe(typeof lines[at] === 'object' ? 48 : 44)
    top += places.heightOf(at)
  }
  expect(places.height).toBe(top)
  expect(places.count).toBe(lines.length + 7)
})

test('every height belongs to the line that covers it', () => {
  const places = new Places(linesOf(50), 7, heights)
  for (let at = 0; at < places.count; at += 1) {
    expect(places.indexAt(places.topOf(at))).toBe(at)
    expect(places.indexAt(places.topOf(at + 1) - 1)).toBe(at)
  }
  expect(places.indexAt(-100)).toBe(0)
  expect(places.indexAt(1e9)).toBe(places.count - 1)
})

test('an empty list has no height', () => {
  const places = new Places([], 0, heights)
  expect(places.height).toBe(0)
  expect(places.indexAt(0)).toBe(0)
})
