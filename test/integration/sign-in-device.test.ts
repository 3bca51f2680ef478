/** Signing in by a code on another device (RFC 8628), at the practice cloud's own pace and clock. */

import { afterEach, expect, test } from 'vitest'
import { expectGoodManners } from '../support/owner-bench.ts'
import { SignInBench } from '../support/sign-in-bench.ts'

afterEach(expectGoodManners)

const byCode = { way: 'device-code' } as const

async function begin(bench: SignInBench) {
  const wanted = bench.begin(bench.microsoft(), byCode)
  const step = await wanted.step()
  if (step.step !== 'code') throw new Error('no code')
  return { ...wanted, code: step.code, step }
}

test('somebody types the code elsewhere, and the account is there', async () => {
  const bench = await SignInBench.open({ deviceCodeInterval: 1 })
  const { step, code, steps } = await begin(bench)
  expect(step.url).toBe(`${bench.practice.cloud.loginUrl}/device`)
  const left = Date.parse(step.expiresAt) - Date.now()
  expect(left).toBeGreaterThan(0)
  expect(left).toBeLessThanOrEqual(15 * 60_000)
  await expect.poll(async () => (await bench.asked('token')).length, { timeout: 10_000 }).toBeGreaterThan(0)
  await bench.control({ what: 'device', userCode: code, account: 'colleague@practice.example' })
  const { value } = await steps.next()
  expect(value).toMatchObject({
    step: 'done',
    account: { name: 'work', user: 'colleague@practice.example', state: 'ready' },
  })
  expect((await bench.asked('token')).every(({ signIn }) => signIn.grant.endsWith('device_code'))).toBe(true)
}, 30_000)

test('somebody says no', async () => {
  const bench = await SignInBench.open({ deviceCodeInterval: 1 })
  const { code, steps } = await begin(bench)
  await bench.control({ what: 'device', userCode: code, deny: true })
  await expect(steps.next()).rejects.toMatchObject({ failure: { code: 'sign-in-refused' } })
}, 30_000)

test('nobody comes before the code is over', async () => {
  const bench = await SignInBench.open({ deviceCodeInterval: 1 })
  const { steps } = await begin(bench)
  await bench.practice.control('POST', '/clock', { advanceMs: 16 * 60_000 })
  await expect(steps.next()).rejects.toMatchObject({ failure: { code: 'sign-in-expired' } })
}, 30_000)

test('a service that is told too often is asked less often, and a line that breaks is no answer', async () => {
  const bench = await SignInBench.open({ deviceCodeInterval: 1 })
  await bench.practice.fault({ match: { op: 'token' }, action: 'reset', params: { at: 'arrival' }, times: 1 })
  const { code, steps } = await begin(bench)
  await expect.poll(async () => (await bench.asked('token')).length, { timeout: 20_000 }).toBeGreaterThan(1)
  await bench.control({ what: 'device', userCode: code })
  expect((await steps.next()).value).toMatchObject({ step: 'done' })
  expect((await bench.asked('token')).map(({ errorCode }) => errorCode)).not.toContain('slow_down')
}, 60_000)

test('called off, it asks no more', async () => {
  const bench = await SignInBench.open({ deviceCodeInterval: 1 })
  const { callOff, steps } = await begin(bench)
  callOff()
  await steps.next().catch(() => undefined)
  const before = (await bench.asked('token')).length
  // Any later question would be about a code that the service has forgotten by then.
  await bench.practice.control('POST', '/clock', { advanceMs: 16 * 60_000 })
  await new Promise((resolve) => setTimeout(resolve, 2_500))
  expect((await bench.asked('token')).length).toBe(before)
}, 30_000)
