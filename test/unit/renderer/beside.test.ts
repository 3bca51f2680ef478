import { expect, test } from 'vitest'
import { stepOf } from '../../../src/renderer/queue/beside.ts'
import type { Line } from '../../../src/renderer/queue/layout.ts'

const head = (group: string): Line => ({ group, count: 2, isOpen: true, isCut: false })
const lines: Line[] = [head('one'), 'a', 'b', head('two'), 'c', 'd', 'e']

test.each([
  ['one goes past its neighbour', ['b'], { before: 'a' }, { after: 'c' }],
  ['heads of groups are no neighbours', ['c'], { before: 'b' }, { after: 'd' }],
  ['several go as one', ['b', 'c'], { before: 'a' }, { after: 'd' }],
  ['those that are apart come together', ['b', 'd'], { before: 'a' }, { after: 'e' }],
  ['at the top it goes down only', ['a'], null, { after: 'b' }],
  ['at the bottom it goes up only', ['d', 'e'], { before: 'c' }, null],
  ['all of them go nowhere', ['a', 'b', 'c', 'd', 'e'], null, null],
  ['what is not in sight goes nowhere', ['x'], null, null],
  ['nothing goes nowhere', [], null, null],
] as const)('%s', (_name, chosen, up, down) => {
  expect(stepOf(lines, new Set(chosen), 'up')).toEqual(up)
  expect(stepOf(lines, new Set(chosen), 'down')).toEqual(down)
})
