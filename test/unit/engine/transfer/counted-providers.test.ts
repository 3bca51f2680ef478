import { describe, expect, it } from 'vitest'
import type { Capabilities, Provider } from '../../../../src/main/engine/ports/provider.ts'
import { CountedProviders } from '../../../../src/main/engine/transfer/counted-providers.ts'
import { SharedLimits } from '../../../../src/main/engine/transfer/shared-limits.ts'
import { type Result, ok } from '../../../../src/shared/failure.ts'

const call = { signal: new AbortController().signal }
const mailbox = { place: 'mailbox', requests: 2, windowBytes: 100, windowMs: 60_000, singlePutCost: 1 }

/** A place that answers when it is told to, and notes who is being served. */
function place(shared: Capabilities['shared']) {
  const served: string[] = []
  const answers = new Map<string, () => void>()
  const answer = (what: string) =>
    new Promise<Result<never>>((resolve) => {
      served.push(what)
      answers.set(what, () => resolve(ok(undefined as never)))
    })
  const provider = {
    kind: 'outlook',
    capabilities: () => ({ shared }) as Capabilities,
    browse: (at: string) => answer(`browse ${at}`),
    abandon: ({ secret }: { secret: string }) => answer(`abandon ${secret}`),
    look: ({ name }: { name: string }) => answer(`look ${name}`),
  } as Partial<Provider> as Provider
  const inner = { serving: async () => ok(provider), browsing: async () => ok(provider) }
  const limits = new SharedLimits()
  return { served, answers, provider, providers: new CountedProviders(inner, limits) }
}

const someTurns = () => new Promise((resolve) => setImmediate(resolve))

async function providerOf(found: Promise<Result<Provider>>): Promise<Provider> {
  const result = await found
  if (!result.ok) throw new Error(result.failure.code)
  return result.value
}

describe('calls to a place that counts them together', () => {
  it('wait for each other, whoever makes them, in the order of asking', async () => {
    const { served, answers, providers } = place(mailbox)
    const transfer = await providerOf(providers.serving('me', 'outlook:messages/a'))
    const sweep = await providerOf(providers.serving('me', 'outlook:messages/b'))
    const looking = await providerOf(
      providers.browsing('me', { kind: 'outlook', list: 'drafts', text: 'outlook:drafts' }),
    )
    const target = { destination: 'outlook:messages/a', folders: [], name: 'a.bin' }
    const all = [
      transfer.look(target, call),
      sweep.abandon({ secret: 's', expiresAt: null }, call),
      looking.browse('outlook:drafts', null, call),
      transfer.look({ ...target, name: 'b.bin' }, call),
    ]
    await someTurns()
    expect(served).toEqual(['look a.bin', 'abandon s'])
    answers.get('abandon s')?.()
    await someTurns()
    expect(served).toEqual(['look a.bin', 'abandon s', 'browse outlook:drafts'])
    for (const what of ['look a.bin', 'browse outlook:drafts']) answers.get(what)?.()
    await someTurns()
    answers.get('look b.bin')?.()
    for (const { ok: isOk } of await Promise.all(all)) expect(isOk).toBe(true)
    expect(served).toHaveLength(4)
  })

  it('are told of as interrupted where they are called off before their turn, and take nobody’s place', async () => {
    const { served, answers, providers } = place({ ...mailbox, requests: 1 })
    const provider = await providerOf(providers.serving('me', 'outlook:messages/a'))
    const first = provider.browse('outlook:drafts', null, call)
    const leaving = new AbortController()
    const second = provider.browse('outlook:events', null, { signal: leaving.signal })
    await someTurns()
    leaving.abort()
    expect(await second).toMatchObject({ ok: false, failure: { code: 'interrupted' } })
    answers.get('browse outlook:drafts')?.()
    expect(await first).toMatchObject({ ok: true })
    const third = provider.browse('outlook:drafts', null, call)
    await someTurns()
    answers.get('browse outlook:drafts')?.()
    expect(await third).toMatchObject({ ok: true })
    expect(served).toEqual(['browse outlook:drafts', 'browse outlook:drafts'])
  })

  it('elsewhere nobody waits: the provider is handed on as it is', async () => {
    const { provider, providers } = place(null)
    expect(await providerOf(providers.serving('me', 'onedrive:/'))).toBe(provider)
  })
})
