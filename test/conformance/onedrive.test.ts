import { oneDriveBench, target } from '../support/onedrive-bench.ts'
import { driveSuite } from './provider.ts'

for (const profile of ['odp', 'odb', 'spo'] as const) {
  driveSuite(`OneDrive, ${profile}`, async () => {
    const { practice, provider } = await oneDriveBench({ profile })
    return {
      provider: await provider(),
      target: (name, folders) => target(name, 'onedrive:/', folders),
      stored: async ({ folders, name }) => {
        const all = await practice.control('GET', '/items')
        return all.items.find(({ path }: { path: string }) => path === `/${[...folders, name].join('/')}`) ?? null
      },
      violations: async () => (await practice.control('GET', '/journal/violations')).violations,
    }
  })
}

driveSuite('OneDrive over TLS, below a folder', async () => {
  const { practice, provider } = await oneDriveBench({ profile: 'odb', tls: true })
  await practice.write({ what: 'folder', path: '/Ünder' })
  await practice.write({ what: 'folder', path: '/Ünder/here' })
  return {
    provider: await provider(),
    target: (name, folders) => target(name, 'onedrive:/Ünder/here', folders),
    stored: async ({ folders, name }) => {
      const all = await practice.control('GET', '/items')
      const path = `/Ünder/here/${[...folders, name].join('/')}`
      return all.items.find((item: { path: string }) => item.path === path) ?? null
    },
    violations: async () => (await practice.control('GET', '/journal/violations')).violations,
  }
})
