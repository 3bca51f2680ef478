import { describe, expect, it } from 'vitest'
import { decideChanged, decideName } from '../../../../src/main/engine/plan/conflict.ts'
import { conflictPolicies } from '../../../../src/shared/transfer.ts'
import { facts, fingerprint, item } from '../../../support/plan-facts.ts'

/** Every policy, against a free name, a file of ours, a foreign file, a folder, and a file that the address names. */
const table = [
  ['fail', 'free', 'open', 'new'],
  ['fail', 'foreign', 'block', 'name-taken'],
  ['fail', 'folder', 'block', 'name-taken'],
  ['fail', 'addressed', 'open', 'replace'],
  ['rename', 'free', 'open', 'new'],
  ['rename', 'foreign', null, 'scan (2).bin'],
  ['rename', 'folder', null, 'scan (2).bin'],
  ['rename', 'addressed', 'open', 'replace'],
  ['replace', 'free', 'open', 'new'],
  ['replace', 'foreign', 'open', 'replace'],
  ['replace', 'folder', 'block', 'name-taken'],
  ['replace', 'addressed', 'open', 'replace'],
  ['skip', 'free', 'open', 'new'],
  ['skip', 'foreign', 'skip', 'skipped'],
  ['skip', 'folder', 'skip', 'skipped'],
  ['skip', 'addressed', 'open', 'replace'],
] as const

const found = {
  free: null,
  foreign: item(),
  folder: item({ isFolder: true }),
  addressed: item({ isAddressed: true }),
}

describe('who has the name', () => {
  it('covers every policy', () => {
    expect(new Set(table.map((row) => row[0]))).toEqual(new Set(conflictPolicies))
  })

  it.each(table)('%s × %s → %s (%s)', (conflict, there, event, what) => {
    const decision = decideName(found[there], facts({ transfer: { conflict } }))
    expect(decision.event).toBe(event)
    if (event === 'open') {
      expect(decision.set?.nameChecked).toBe(true)
      const expected = what === 'new' ? { kind: 'new' } : { kind: 'replace', itemId: 'i1', eTag: '"e1"' }
      expect(decision.next).toEqual({ do: 'open', intent: expected })
    }
    if (event === 'block') expect(decision.set?.failure?.code).toBe(what)
    if (event === null) {
      expect(decision.set?.name).toBe(what)
      expect(decision.next).toEqual({ do: 'look', purpose: 'name' })
    }
  })

  it.each(conflictPolicies)(
    '%s × a watched file of ours → a new version, on condition that it is as we left it',
    (conflict) => {
      const ledger = {
        account: 'me',
        destination: 'onedrive:/Scans',
        path: '/in/scan.bin',
        fingerprint,
        digest: null,
        itemId: 'i1',
        eTag: '"left"',
        remoteName: 'scan.bin',
      }
      const decision = decideName(item({ eTag: '"now"' }), facts({ ledger, transfer: { conflict, watchId: 'w1' } }))
      expect(decision.next).toEqual({ do: 'open', intent: { kind: 'replace', itemId: 'i1', eTag: '"left"' } })
      const foreign = decideName(item({ id: 'i2' }), facts({ ledger, transfer: { conflict: 'fail', watchId: 'w1' } }))
      expect(foreign.set?.failure?.code).toBe('name-taken')
    },
  )

  it('tries one name after the other, and stops', () => {
    const second = decideName(item(), facts({ transfer: { conflict: 'rename', name: 'scan (9).bin' } }))
    expect(second.set?.name).toBe('scan (10).bin')
    const last = decideName(item(), facts({ transfer: { conflict: 'rename', name: 'scan (1000).bin' } }))
    expect(last.set?.failure?.code).toBe('name-taken')
  })
})

describe('the item changed after our look', () => {
  const replaces = { itemId: 'i1', eTag: '"e1"', size: item().size, hash: item().hash }

  it('adopts a version mark that moved without the content, once', () => {
    const row = { state: 'opening', nameChecked: true, replaces } as const
    const first = decideChanged(item({ eTag: '"e2"' }), facts({ transfer: row }))
    expect(first).toMatchObject({ event: 'replan', session: 'abandon', set: { replaces: { eTag: '"e2"' } } })
    const counters = { ...facts().transfer.counters, adoptions: 1 }
    const again = decideChanged(item({ eTag: '"e3"' }), facts({ transfer: { ...row, counters } }))
    const once = { adoptions: 1, fallbacks: 1 }
    expect(again).toMatchObject({ event: 'replan', set: { replaces: { eTag: '"e3"' }, counters: once } })
    const last = decideChanged(
      item({ eTag: '"e4"' }),
      facts({ transfer: { ...row, counters: { ...counters, fallbacks: 1 } } }),
    )
    expect(last.set?.failure?.code).toBe('changed-at-destination')
    const large = decideChanged(item({ eTag: '"e3"' }), facts({ size: 1e12, transfer: { ...row, counters } }))
    expect(large.set?.failure?.code).toBe('changed-at-destination')
  })

  it('leaves other content to a person', () => {
    const other = item({ eTag: '"e2"', hash: { algorithm: 'quickXorHash', value: 'other' } })
    const decision = decideChanged(other, facts({ transfer: { state: 'sending', replaces } }))
    expect(decision).toMatchObject({ event: 'block', set: { failure: { code: 'changed-at-destination' } } })
    expect(decision.session).toBeUndefined()
  })

  it('decides the name again where the item is gone', () => {
    const decision = decideChanged(null, facts({ transfer: { state: 'sending', replaces } }))
    expect(decision).toMatchObject({ event: 'replan', set: { nameChecked: false, replaces: null } })
  })
})
