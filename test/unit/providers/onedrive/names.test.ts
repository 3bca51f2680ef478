import { expect, test } from 'vitest'
import { nameProblem, pathProblem } from '../../../../src/main/providers/onedrive/names.ts'

test.each([
  '',
  '.',
  '..',
  'a"b',
  'a*b',
  'a:b',
  'a<b',
  'a>b',
  'a?b',
  'a/b',
  'a\\b',
  'a|b',
  'a\u0001b',
  ' a',
  'a ',
  'a.',
  '.lock',
  'CON',
  'prn',
  'Aux',
  'NUL',
  'COM0',
  'com9',
  'LPT0',
  'lpt9',
  'Desktop.ini',
  '~$report.docx',
  'a_vti_b',
  'a_VTI_b',
  'a\ud800b',
])('%j is refused', (name) => {
  expect(nameProblem(name)).toMatch(/\w/)
})

test.each([
  'a',
  'a b',
  '.gitignore',
  'a.b.c',
  'COM10',
  'CONSOLE',
  'con.txt',
  '#1 100%.txt',
  '~temp',
  "it's",
  'ü漢🚢',
  '&+=;,@$!()[]{}',
])('%j is fine', (name) => {
  expect(nameProblem(name)).toBeNull()
})

const place = { destination: 'onedrive:/', isLibraryRoot: false }

test('the first name that is refused is told, with the reason', () => {
  expect(pathProblem({ ...place, names: ['fine', 'a:b', 'c?'] })).toEqual({
    code: 'name-not-allowed',
    facts: { destination: 'onedrive:/', name: 'a:b', rule: ': is not allowed in a name' },
  })
})

test('400 characters are fine, one more is too long', () => {
  expect(pathProblem({ ...place, names: ['a'.repeat(199), 'b'.repeat(200)] })).toBeNull()
  expect(pathProblem({ ...place, names: ['a'.repeat(200), 'b'.repeat(200)] })).toEqual({
    code: 'path-too-long',
    facts: { destination: 'onedrive:/', name: 'b'.repeat(200), length: '401', limit: '400' },
  })
})

test('a library keeps Forms at its root for itself', () => {
  expect(pathProblem({ ...place, isLibraryRoot: true, names: ['forms', 'x'] })).toMatchObject({
    code: 'name-not-allowed',
  })
  expect(pathProblem({ ...place, isLibraryRoot: true, names: ['forms'] })).toBeNull()
  expect(pathProblem({ ...place, isLibraryRoot: true, names: ['a', 'forms', 'x'] })).toBeNull()
  expect(pathProblem({ ...place, names: ['forms', 'x'] })).toBeNull()
})
