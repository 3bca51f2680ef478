import { boxItems } from '../support/box-bench.ts'
import { engineSuite } from './engine-on-provider.ts'

/** Longer than the smallest file of a session: whatever has a whole range goes by one. */
const part = 20 * 1024 * 1024

engineSuite({
  name: 'Box',
  to: 'box:/',
  onlyBox: true,
  switches: { boxPartSize: part },
  sessionsOnly: { boxDirectLimit: 1_000_000 },
  stored: async (practice) =>
    (await boxItems(practice)).map(({ path, size, sha256 }) => ({ name: path.slice(1), size, sha256 })),
  openSessions: async (practice) => {
    const { box } = await practice.control('GET', '/sessions')
    return box.filter(({ state }: { state: string }) => state === 'open').length
  },
  bringOther: (practice, name) => practice.write({ what: 'create', drive: 'practice-box', path: `/${name}`, size: 6 }),
  ops: { create: 'create', range: 'put', single: 'simplePut', look: 'preflight', abandon: 'delete' },
  range: part,
  singleEdges: [19_999_999, 20_000_000, 20_000_001],
  maxFileBytes: 5 * 1024 ** 3,
  tellsPosition: true,
  answers: {
    outOfStep: { status: 416, code: 'range_overlaps_existing_part' },
    full: { status: 403, code: 'storage_limit_exceeded' },
    locked: { status: 403, code: 'access_denied_item_locked' },
  },
  badName: ' leading.bin',
  oddNames: ['Ünïcode 漢字.bin', "a#b%20c & d's + = @ ~ $.bin", '.hidden', 'semi;colon,comma.bin'],
  notApplicable: {
    'a name that is taken, replace where nothing is replaced: asks': 'a file of Box gets new versions',
  },
})
