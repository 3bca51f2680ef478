import fc from 'fast-check'
import { expect, test } from 'vitest'
import { slotsFor } from '../../../src/renderer/queue/slots.ts'
import type { Kind, Shown, Slots } from '../../../src/renderer/queue/slots.ts'

const kinds: readonly Kind[] = ['row', 'group', 'waiting']
const lines = fc.uniqueArray(fc.record({ at: fc.nat({ max: 60 }), kind: fc.constantFrom(...kinds) }), {
  maxLength: 25,
  selector: ({ at, kind }) => `${kind}${at}`,
})
const steps = fc.array(fc.record({ lines, isReusing: fc.boolean() }), { minLength: 2, maxLength: 8 })

const pieceOf = ({ kind, number }: { kind: Kind; number: number }): string => `${kind} ${number}`
const shown = (kind: Kind, ...keys: string[]): Shown[] => keys.map((key) => ({ key, kind }))
const pieces = (slots: Slots): string[] => [...slots.values()].map(pieceOf)

test('whatever comes and goes: no two lines share a piece, and a line that stays keeps its own', () => {
  fc.assert(
    fc.property(steps, (all) => {
      let before: Slots = new Map()
      for (const step of all) {
        const now = step.lines.map(({ at, kind }) => ({ key: `${kind}${at}`, kind }))
        const slots = slotsFor(before, now, step.isReusing)
        expect([...slots.keys()]).toEqual(now.map(({ key }) => key))
        expect(new Set(pieces(slots)).size).toBe(now.length)
        const old = new Set(pieces(before))
        for (const { key } of now) {
          const slot = slots.get(key)
          if (before.has(key)) expect(slot).toEqual(before.get(key))
          else if (!step.isReusing) expect(old).not.toContain(slot === undefined ? '' : pieceOf(slot))
        }
        before = slots
      }
    }),
  )
})

test('while somebody drags, what comes takes the pieces of what goes', () => {
  const first = slotsFor(new Map(), shown('row', 'a', 'b', 'c', 'd'), false)
  const other = slotsFor(first, shown('row', 'b', 'w', 'x', 'y'), true)
  expect(new Set(pieces(other))).toEqual(new Set(pieces(first)))
  expect(other.get('b')).toEqual(first.get('b'))
})

test('the head of a group never becomes a row', () => {
  const first = slotsFor(new Map(), [...shown('group', 'g'), ...shown('row', 'a')], false)
  const other = slotsFor(first, [...shown('row', 'b', 'c'), ...shown('group', 'h')], true)
  expect(other.get('b')).toEqual(first.get('a'))
  expect(other.get('h')).toEqual(first.get('g'))
  expect(pieces(first)).not.toContain(pieces(other)[1])
})
