/**
 * What broke a rule of every test in any of its tries, kept until its file ends: most rules are for what happens in races, and
 * another try of the test would hide it.
 */

import { expect } from 'vitest'

const broken: string[] = []

export function noteBroken(what: unknown): void {
  broken.push(String(what))
}

/** The same check, whose failure counts whatever the next try says. */
export async function forGood<A extends readonly unknown[]>(check: (...args: A) => unknown, ...args: A): Promise<void> {
  try {
    await check(...args)
  } catch (error) {
    noteBroken(error)
    throw error
  }
}

/** For `afterAll`, which has no other try. */
export function expectNothingBroken(): void {
  expect(broken, 'rules of every test that were broken, at any try').toEqual([])
}
