/** What a diagnostics file could hold, with names that the real hider takes out. */

import { NameHider } from '../../src/main/services/name-hider.ts'
import type { DiagnosticsPart } from '../../src/shared/diagnostics.ts'

const troubled = [
  {
    transfer: {
      id: '0198f2c1',
      account: 'work',
      path: '/home/you/Lab/Q3 figures.xlsx',
      destination: 'onedrive:/Lab',
      state: 'blocked',
      attempts: 1,
      failure: { code: 'name-taken', facts: { name: 'Q3 figures.xlsx' } },
    },
    steps: [
      { at: 1_795_257_000_000, what: 'queued', why: 'the file rested' },
      { at: 1_795_257_001_000, what: 'blocked', why: 'name-taken' },
    ],
  },
]

const contents: Readonly<Record<string, unknown>> = {
  'about.json': { version: '0.1.0', node: 'v24.21.0', platform: 'linux', arch: 'x64' },
  'accounts.json': [{ name: 'work', kind: 'microsoft', user: 'you@example.com', cloud: 'global', state: 'ready' }],
  'troubled-transfers.json': troubled,
}

export function diagnosticsFor(hideNames: boolean): DiagnosticsPart[] {
  const hider = new NameHider()
  return Object.entries(contents).map(([name, value]) => ({
    name,
    text: `${JSON.stringify(hideNames ? hider.value(value) : value, null, 2)}\n`,
  }))
}
