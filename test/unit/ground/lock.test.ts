import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { allowedLicences } from '../../support/allowed-licences.ts'

const root = join(import.meta.dirname, '..', '..', '..')

interface LockEntry {
  readonly version?: string
  readonly resolved?: string
  readonly integrity?: string
  readonly license?: string
  readonly dev?: boolean
  readonly devOptional?: boolean
  readonly hasInstallScript?: boolean
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

type Packages = Readonly<Record<string, LockEntry>>

interface Lock {
  readonly packages: Packages
}

function readJson(...path: string[]): unknown {
  return JSON.parse(readFileSync(join(root, ...path), 'utf8'))
}

/** Would Node, starting in the package at `at`, find `name` among what the lock installs? */
function finds(packages: Packages, at: string, name: string): boolean {
  let folder = at
  while (packages[`${folder === '' ? '' : `${folder}/`}node_modules/${name}`] === undefined) {
    if (folder === '') return false
    folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))
  }
  return true
}

/**
 * Edges to optional packages that the lock does not have. npm drops the package of a platform silently where a
 * registry lags behind, and `npm ci` then refuses the lock everywhere.
 */
function missingOptional(packages: Packages): string[] {
  return Object.entries(packages).flatMap(([at, entry]) =>
    Object.keys(entry.optionalDependencies ?? {})
      .filter((name) => !finds(packages, at, name))
      .map((name) => `${at} -> ${name}`),
  )
}

/** Packages that npm marks for an install script although the one they bring is not needed. */
const harmlessInstallScripts = [
  'node_modules/electron-winstaller', // fetches tools for Squirrel installers, of which we make none
  'node_modules/fsevents', // macOS only, ships its binary; npm marks it because it has a binding.gyp
]

const projects = ['.', 'test/peers'].filter((folder) => existsSync(join(root, folder, 'package-lock.json')))

describe.each(projects)('the lock of %s', (folder) => {
  const { packages } = readJson(folder, 'package-lock.json') as Lock
  const installed = Object.entries(packages).filter(([at]) => at !== '')

  test('has every optional package, of every platform', () => {
    expect(missingOptional(packages)).toEqual([])
  })

  test('B2: has no install script that somebody would have to trust', () => {
    const scripted = installed.filter(([, entry]) => entry.hasInstallScript).map(([at]) => at)
    expect(scripted.filter((at) => !harmlessInstallScripts.includes(at))).toEqual([])
  })

  test('B7: names no host, and has the hash of everything', () => {
    expect(installed.filter(([, entry]) => entry.resolved !== undefined).map(([at]) => at)).toEqual([])
    expect(installed.filter(([, entry]) => entry.integrity === undefined).map(([at]) => at)).toEqual([])
  })

  test('B1: belongs to a package.json with exact versions, and agrees with it', () => {
    type Lists = Readonly<Record<'dependencies' | 'devDependencies' | 'optionalDependencies', Record<string, string>>>
    const { dependencies, devDependencies, optionalDependencies } = readJson(folder, 'package.json') as Partial<Lists>
    // A second version of a package stands there under a name of its own: `npm:package@1.2.3`.
    const pins = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies }).map(
      ([name, version]) => [name, version.replace(/^npm:[^@]+@/, '')] as const,
    )
    expect(pins.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([])
    expect(pins.filter(([name, version]) => packages[`node_modules/${name}`]?.version !== version)).toEqual([])
  })
})

test('B6: what people run has licences that allow it', () => {
  const { packages } = readJson('package-lock.json') as Lock
  const shipped = Object.entries(packages).filter(([at, entry]) => at !== '' && !entry.dev && !entry.devOptional)
  const others = shipped.filter(([, entry]) => !allowedLicences.includes(entry.license ?? ''))
  expect(others.map(([at, entry]) => `${at}: ${entry.license ?? 'no licence'}`)).toEqual([])
})

test('a lock without the package of some platform would be noticed', () => {
  const packages: Packages = {
    '': {},
    'node_modules/tool': { optionalDependencies: { 'tool-linux': '1.0.0', 'tool-darwin': '1.0.0' } },
    'node_modules/tool-linux': {},
    'node_modules/other': {},
    'node_modules/other/node_modules/inner': {
      optionalDependencies: { 'tool-linux': '1.0.0', 'inner-linux': '1.0.0' },
    },
    'node_modules/other/node_modules/inner-linux': {},
  }
  expect(missingOptional(packages)).toEqual(['node_modules/tool -> tool-darwin'])
})
