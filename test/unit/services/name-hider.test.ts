import { expect, test } from 'vitest'
import { NameHider } from '../../../src/main/services/name-hider.ts'

test('a name is the same number everywhere, and what is ours stays', () => {
  const hider = new NameHider()
  const hidden = hider.value({
    id: 'aa-1',
    path: '/home/ada/Merger/Plan.docx',
    account: 'ada',
    size: 12,
    isNew: true,
    failure: { code: 'name-taken', facts: { name: 'Plan.docx', size: '12' } },
    remote: { id: '01ABC', name: 'Plan.docx', hash: null },
    other: [{ account: 'ada' }, ['Merger']],
  })
  expect(hidden).toEqual({
    id: 'aa-1',
    path: '[name 1]',
    account: '[name 2]',
    size: 12,
    isNew: true,
    failure: { code: 'name-taken', facts: { name: '[name 3]', size: '[name 4]' } },
    remote: { id: '[name 5]', name: '[name 3]', hash: null },
    other: [{ account: '[name 2]' }, ['[name 6]']],
  })
})

const told: readonly (readonly [sentence: string, shown: string])[] = [
  ['Plan (2).docx is taken', '[name 1] …'],
  ['there is already a Plan.docx at the destination', 'there is already [name 2] [name 1] at the destination'],
  ['a plan of ours, planning on', '[name 1] plan of ours, planning on'],
  ['the upload session is gone (Merger is locked)', 'the upload session is gone …'],
  ["the watch 'Mergers of ours' is paused", 'the watch …'],
  ['copied from /home/somebody else/x', 'copied from …'],
  ['5242880 bytes', '5242880 bytes'],
  ['name-taken', 'name-taken'],
]

test.each(told)('a sentence: %s', (sentence, shown) => {
  const hider = new NameHider()
  for (const name of ['/home/ada/Merger/Plan.docx', 'onedrive:/Merger', 'a']) hider.know(name)
  expect(hider.value({ why: sentence })).toEqual({ why: shown })
})

const lines: readonly (readonly [line: object, shown: object])[] = [
  [
    {
      at: 'now',
      event: 'sweep.failed',
      error: "Error: ENOENT: no such file or directory, open '/home/ada/bob's plan'",
    },
    { at: 'now', event: 'sweep.failed', error: 'Error: ENOENT …' },
  ],
  [{ error: 'FailureError: name-taken: There is already a Plan' }, { error: 'FailureError: name-taken …' }],
  [{ error: 'Plan.docx' }, { error: ' …' }],
  [{ graphUrl: 'http://127.0.0.1:1' }, { graphUrl: '[name 1]' }],
]

test('of an error only which one it is, and of a line that is none nothing', () => {
  const hider = new NameHider()
  for (const [line, shown] of lines) expect(JSON.parse(hider.line(JSON.stringify(line)))).toEqual(shown)
  expect(hider.line('Plan.docx is not JSON')).toBe('[name 2]')
})
