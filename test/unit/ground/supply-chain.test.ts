import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { root } from '../../../scripts/support/paths.ts'

interface LockEntry {
  readonly dev?: boolean
  readonly devOptional?: boolean
  readonly hasInstallScript?: boolean
  readonly integrity?: string
}

interface Lock {
  readonly lockfileVersion: number
  readonly packages: Readonly<Record<string, LockEntry>>
}

type Lists = Partial<
  Readonly<Record<`${'' | 'dev' | 'optional' | 'peer'}${'D' | 'd'}ependencies`, Record<string, string>>>
>

const read = (name: string): string => readFileSync(join(root, name), 'utf8')
const manifest = JSON.parse(read('package.json')) as Lists & { readonly scripts: Readonly<Record<string, string>> }
const { lockfileVersion, packages } = JSON.parse(read('package-lock.json')) as Lock
const npmrc = new Map(
  read('.npmrc')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split('=') as [string, string]),
)

/** What people run beside Electron: the checkout installs it, and the bundle holds it. */
const runTime = Object.entries(packages).filter(([at, entry]) => at !== '' && !entry.dev && !entry.devOptional)

/** Of the page, which are bundled, and therefore no dependencies of what is run. */
const ofThePage = ['@base-ui/react', 'i18next', 'lucide-react', 'react', 'react-dom']

describe('the lock', () => {
  test('B1: is of version 3, is what is installed from, and keeps versions exact', () => {
    expect(lockfileVersion).toBe(3)
    expect(npmrc.get('save-exact')).toBe('true')
    const installing = read('scripts/install.cjs')
    expect(installing).toContain("'ci'")
    expect(installing).not.toMatch(/'(?:install|i|add|update)'/)
  })

  test('B2: no install script runs, and nothing that people run has one', () => {
    expect(npmrc.get('ignore-scripts')).toBe('true')
    expect(runTime.filter(([, entry]) => entry.hasInstallScript).map(([at]) => at)).toEqual([])
    expect(Object.keys(manifest.scripts).filter((name) => /^(?:pre|post)?install$|^prepare$/.test(name))).toEqual([])
  })

  test('B5: few packages, each of them on purpose', () => {
    const direct = Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies })
    const bundled = Object.keys(manifest.devDependencies ?? {}).filter((name) => ofThePage.includes(name))
    process.stdout.write(
      `packages at run time: ${direct.length} direct, ${runTime.length} in all, ${bundled.length} in the page\n`,
    )
    expect(direct.length).toBeLessThanOrEqual(15)
    expect(bundled.toSorted()).toEqual(ofThePage)
    expect(runTime.length).toBeLessThanOrEqual(60)
  })

  test('B7: nothing comes from elsewhere than the registry', () => {
    const { dependencies, devDependencies, optionalDependencies, peerDependencies } = manifest
    const all = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies, ...peerDependencies })
    expect(all.filter(([, from]) => !/^\d+\.\d+\.\d+$/.test(from))).toEqual([])
    const hashes = Object.entries(packages).filter(([at]) => at !== '')
    expect(
      hashes.filter(([, { integrity = '' }]) => !/^sha512-[\w+/]{86}==$/.test(integrity)).map(([at]) => at),
    ).toEqual([])
    expect([...npmrc.keys()].filter((key) => key.includes('registry'))).toEqual(['omit-lockfile-registry-resolved'])
    expect(read('package.json')).not.toMatch(/"(?:overrides|bundleDependencies|workspaces)"/)
  })
})

test('B10: there are no workflows whose actions would have to be pinned', () => {
  expect(['.github/workflows', '.gitlab-ci.yml', '.circleci'].filter((path) => existsSync(join(root, path)))).toEqual(
    [],
  )
})

test('Q4: there is no updater, and nothing that would publish', () => {
  const all = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies })
  expect(all.filter((name) => /updat/.test(name) && name !== 'log-update')).toEqual([])
  expect(read('electron-builder.yml')).toMatch(/^publish: null$/m)
  expect(Object.keys(packages).filter((at) => at.endsWith('node_modules/electron-updater'))).toEqual([])
})

test('Q3: on macOS the runtime is hardened, and only what Electron needs is let in', () => {
  const config = read('electron-builder.yml')
  expect(config).toMatch(/^ {2}hardenedRuntime: true$/m)
  const keys = [...read('assets/mac/entitlements.plist').matchAll(/<key>(.+?)<\/key>/g)].map(([, key]) => key)
  expect(keys).toEqual(['com.apple.security.cs.allow-jit'])
})

test('Q8: SECURITY.md and the threat model say what somebody needs to know', () => {
  const security = read('SECURITY.md')
  for (const head of ['Telling us', 'What is kept safe', 'Verifying', 'Before a release'])
    expect(security).toMatch(new RegExp(`^## ${head}`, 'm'))
  expect(security).toContain('docs/threat-model.md')
  const threats = read('docs/threat-model.md')
  for (const head of ['What we defend', 'What we do not defend', 'Who may attack'])
    expect(threats).toContain(`## ${head}`)
  for (const [, path = ''] of `${security}\n${threats}`.matchAll(/\]\((?!https?:|#)([^)#]+)/g)) {
    const from = security.includes(`](${path}`) ? root : join(root, 'docs')
    expect(existsSync(join(from, path)), path).toBe(true)
  }
})
