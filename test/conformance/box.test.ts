import { boxBench, boxItems, boxTarget } from '../support/box-bench.ts'
import { driveSuite } from './provider.ts'
import type { ProviderBench } from './provider-means.ts'

async function bench(
  options: Parameters<typeof boxBench>[0],
  destination = 'box:/',
  path = '',
): Promise<ProviderBench> {
  const { practice, provider } = await boxBench(options)
  if (path !== '') await practice.write({ what: 'folder', drive: 'practice-box', path })
  return {
    provider: await provider(),
    target: (name, folders) => boxTarget(name, destination, folders),
    stored: async ({ folders, name }) => {
      const all = await boxItems(practice)
      const wanted = `${path}/${[...folders, name].join('/')}`
      return (all.find((item) => item.path === wanted) as never) ?? null
    },
    violations: async () => (await practice.control('GET', '/journal/violations')).violations,
  }
}

driveSuite('Box', () => bench({}), 'as parts')

// As the reference has it where the live service differs (box-and-peers.md 1.14).
const byReference = { boxConflicts: 'array', boxOverlapStatus: 409, boxVersionStatus: 201, boxPartAnswer: 'bare' }
driveSuite('Box as its reference has it', () => bench({ switches: byReference }), 'as parts')

driveSuite('Box over TLS, below a folder', () => bench({ tls: true }, 'box:/Ünder', '/Ünder'), 'as parts')
