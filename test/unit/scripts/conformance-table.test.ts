import { expect, test } from 'vitest'
import { conformanceTables } from '../../../scripts/test/conformance-table.ts'

const suite = 'what the engine does'

test('cases stand against what they were made with, and what does not apply says why', () => {
  const results = [
    { suite, made: 'Beta', title: 'arrives', state: 'failed' },
    { suite, made: 'Alpha', title: 'arrives', state: 'passed' },
    { suite, made: 'Alpha', title: 'is locked', state: 'passed' },
    { suite: 'another', made: 'Alpha', title: 'lists', state: 'skipped' },
  ] as const
  const without = [{ suite, made: 'Beta', title: 'is locked', fact: 'nothing locks there' }]
  expect(conformanceTables(results, without).split('\n')).toEqual([
    'what the engine does: 2 cases × 2, 2 of 3 passed, 1 not applicable',
    '  1 Alpha',
    '  2 Beta',
    '  1 2',
    '  ✓ ✗  arrives',
    '  ✓ –  is locked',
    '  – 2: is locked: nothing locks there',
    '',
    'another: 1 cases × 1, 0 of 1 passed, 0 not applicable',
    '  1 Alpha',
    '  1',
    '  ?  lists',
    '',
  ])
})

test('who has nothing of a whole table is a column all the same, and says why once', () => {
  const results = [
    { suite, made: 'Alpha', title: 'arrives', state: 'passed' },
    { suite, made: 'Alpha', title: 'is locked', state: 'passed' },
  ] as const
  const without = ['arrives', 'is locked'].map((title) => ({ suite, made: 'Beta', title, fact: 'nothing goes there' }))
  expect(conformanceTables(results, without).split('\n')).toEqual([
    'what the engine does: 2 cases × 2, 2 of 2 passed, 2 not applicable',
    '  1 Alpha',
    '  2 Beta',
    '  1 2',
    '  ✓ –  arrives',
    '  ✓ –  is locked',
    '  – 2: nothing goes there',
    '',
  ])
})
