import { valueOf } from '../support/owner-bench.ts'
import { engineSuite } from './engine-on-provider.ts'

engineSuite({
  name: 'OneDrive',
  to: 'onedrive:/',
  // Small files go by session, too, since only a session keeps their times.
  allowSingle: async ({ client }) => {
    valueOf(await client.settings.set({ key: 'transfers.keepSmallTimes', value: false }))
  },
  sessionsOnly: { simpleUploadLimit: 1_000_000 },
  stored: async (practice) => (await practice.control('GET', '/items')).items,
  openSessions: async (practice) => {
    const { sessions } = await practice.control('GET', '/sessions')
    return sessions.filter(({ state }: { state: string }) => state === 'open' || state === 'commit-failed').length
  },
  bringOther: (practice, name) => practice.write({ what: 'create', path: `/${name}`, size: 6 }),
  ops: { create: 'create', range: 'put', single: 'simplePut', look: 'item', abandon: 'delete' },
  range: 5 * 1024 * 1024,
  singleEdges: [3_999_999, 4_000_000, 4_000_001],
  maxFileBytes: 250_000_000_000,
  tellsPosition: true,
  answers: {
    outOfStep: { status: 416, code: 'invalidRange' },
    full: { status: 507, code: 'quotaLimitReached' },
    locked: { status: 423, code: 'resourceLocked' },
  },
  badName: 'a|b.bin',
  oddNames: [
    '#1 100% sure.bin',
    "it's ''quoted''.bin",
    '日本語 العربية.bin',
    'a+b&c=d;e,f@g!h$i(j)[k]{l}^~`.bin',
    '.hidden',
  ],
  notApplicable: {
    'a name that is taken, replace where nothing is replaced: asks': 'an item of a drive gets new versions',
  },
})
