import type { Watch } from '../../src/main/engine/ports/store.ts'

/** An ordinary watch, but for what a test says. */
export function aWatch(differing: Partial<Watch> = {}): Watch {
  return {
    id: 'w1',
    name: 'Scans',
    folder: '/data',
    destination: 'onedrive:/X',
    account: 'a',
    conflict: 'fail',
    existing: { kind: 'skip' },
    include: [],
    exclude: [],
    settleMs: 10_000,
    after: { kind: 'keep' },
    state: 'active',
    rootIdentity: '',
    initialScanDone: false,
    createdAt: 0,
    ...differing,
  }
}

export const quietLog = { debug: (): void => {}, info: (): void => {}, warn: (): void => {} }
