/** Every way to fail is made somewhere in the program, and shown by a test that names it. */

import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { failureRules } from '../../../src/shared/failure-catalogue.ts'

const root = join(import.meta.dirname, '../../..')
const codes = Object.keys(failureRules)

/** Tables of all codes name each of them and show none. */
const tables = /failure-catalogue|exit-code|codes-named|words\.test|failure\.test|failures-page/

function textsIn(folder: string, ending: RegExp, without: RegExp): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => ending.test(name) && !without.test(name) && !tables.test(name))
    .map((name) => readFileSync(join(root, folder, name), 'utf8'))
}

/** The codes that stand in none of the texts as a word of their own in quotes. */
function missingIn(texts: readonly string[]): string[] {
  return codes.filter((code) => !texts.some((text) => new RegExp(`['"\`|(^]${code}['"\`|:)$]`).test(text)))
}

test('each is made by the program', () => {
  expect(missingIn(textsIn('src', /\.tsx?$/, /main\/practice\/|shared\/words\//))).toEqual([])
})

test('each is named by a test', () => {
  expect(missingIn(textsIn('test', /\.ts$/, /node_modules|^peers\/|^fakes\//))).toEqual([])
})
