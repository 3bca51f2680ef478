import { describe, expect, it } from 'vitest'
import { decide } from '../../../../src/main/engine/plan/decide.ts'
import { fileChanged } from '../../../../src/main/engine/plan/outdated.ts'
import type { RemoteItem } from '../../../../src/main/engine/ports/provider.ts'
import { fail, failure, ok } from '../../../../src/shared/failure.ts'
import { facts, fingerprint, item, session } from '../../../support/plan-facts.ts'

const looked = (found: RemoteItem | null) =>
  decide({ of: 'look', purpose: 'outdated', result: ok(found) }, 's2', facts({ session: session() }))

describe('the file changed while we were away', () => {
  it('settles again at once where nothing of it can have become a file', () => {
    expect(fileChanged(facts())).toMatchObject({ event: 'sourceChanged', session: 'abandon', next: null })
    const large = facts({
      session: session({ acknowledged: [{ start: 0, end: 327_680 }] }),
      transfer: { fingerprint: { ...fingerprint, size: 300 * 327_680 } },
    })
    expect(fileChanged(large)).toMatchObject({ event: 'sourceChanged', next: null })
  })

  it('looks first where the last range, or the one request, may have been sent', () => {
    const look = { event: null, next: { do: 'look', purpose: 'outdated' } }
    expect(fileChanged(facts({ session: session() }))).toMatchObject(look)
    expect(fileChanged(facts({ transfer: { unsure: true } }))).toMatchObject(look)
  })

  it('replaces what we made of its earlier version, and only that very version', () => {
    expect(looked(item({ eTag: '"e7"' }))).toMatchObject({
      event: 'sourceChanged',
      session: 'abandon',
      set: { replaces: { itemId: 'i1', eTag: '"e7"' } },
      next: null,
    })
  })

  it('claims nothing else: another size, another time, a folder, what was there before', () => {
    for (const found of [null, item({ size: 1 }), item({ modifiedAt: 5 }), item({ isFolder: true })]) {
      const decision = looked(found)
      expect(decision.event).toBe('sourceChanged')
      expect(decision.set?.replaces).toBeUndefined()
    }
    const replaces = { itemId: 'i1', eTag: '"e1"', size: fingerprint.size, hash: null }
    const before = facts({ session: session(), transfer: { replaces } })
    const decision = decide({ of: 'look', purpose: 'outdated', result: ok(item()) }, 's2', before)
    expect(decision.set?.replaces).toBeUndefined()
  })

  it('the same where it changes while its digest is made, for an item that was just found', () => {
    const resyncing = facts({ transfer: { state: 'resyncing', unsure: true, nameChecked: true } })
    const changed = fail(failure('source-changed'))
    expect(decide({ of: 'digest', purpose: 'lost', found: item(), result: changed }, 's2', resyncing)).toMatchObject({
      event: 'sourceChanged',
      set: { replaces: { itemId: 'i1' } },
    })
  })
})
