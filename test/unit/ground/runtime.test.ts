import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..', '..', '..')
const read = (...path: string[]): { version: string; devDependencies: Record<string, string> } =>
  JSON.parse(readFileSync(join(root, ...path), 'utf8')) as never

/** The oldest major that its makers keep safe. Raised by hand when they let another one go: nothing here can look it up. */
const oldestKept = 45

test('E16: the runtime of the window is pinned, kept safe by its makers, and the one that is installed', () => {
  const pin = read('package.json').devDependencies['electron'] ?? ''
  expect(pin).toMatch(/^\d+\.\d+\.\d+$/)
  expect(Number(pin.split('.')[0])).toBeGreaterThanOrEqual(oldestKept)
  expect(read('node_modules', 'electron', 'package.json').version).toBe(pin)
})
