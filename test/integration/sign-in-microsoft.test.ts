/** Signing in to Microsoft, from the contract to the practice cloud and back: over loopback, with a real listener. */

import { expect, test } from 'vitest'
import type { SignInStep } from '../../src/shared/contract.ts'
import { OwnerBench, valueOf } from '../support/owner-bench.ts'
import { raw } from './practice-client.ts'

const clientId = '11112222-3333-4444-5555-666677778888'

function microsoft({ practice }: OwnerBench) {
  const { graphUrl, loginUrl } = practice.cloud
  return { kind: 'microsoft', name: 'work', graphUrl, loginUrl, clientId } as const
}

/** What a browser does where nobody has to be asked: it follows. */
async function follow(url: string): Promise<number> {
  const there = await raw('GET', url)
  expect(there.status).toBe(302)
  return (await raw('GET', there.headers.location ?? '')).status
}

test('somebody signs in and has an account that works', async () => {
  const bench = await OwnerBench.open({ switches: { signInConsent: 'allow' } })
  const steps: SignInStep[] = []
  for await (const step of bench.client.accounts.authorize({ account: microsoft(bench) })) {
    steps.push(step)
    if (step.step === 'browser') expect(await follow(step.url)).toBe(200)
  }
  expect(steps).toEqual([
    { step: 'browser', url: expect.stringContaining(bench.practice.cloud.loginUrl), opened: false },
    {
      step: 'done',
      account: { name: 'work', kind: 'microsoft', user: 'you@practice.example', cloud: 'global', state: 'ready' },
    },
  ])
  expect(valueOf(await bench.client.accounts.list({})).map(({ name }) => name)).toContain('work')
  expect(await bench.violations()).toEqual([])
})
