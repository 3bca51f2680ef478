/** The list of parts of what is handed out (CycloneDX, https://cyclonedx.org/docs/1.5/json), made of npm's own of the lock. */

import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../support/paths.ts'

interface Component {
  readonly 'bom-ref': string
  readonly name: string
  readonly version: string
  readonly scope?: string
}

interface PartsList {
  readonly serialNumber?: string
  readonly metadata: { readonly timestamp?: string; readonly component: Component & { readonly type: string } }
  readonly components: readonly Component[]
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn?: readonly string[] }[]
}

/** Native, and the runtime: they are in the package, and in no bundle. */
const unbundled = ['better-sqlite3', 'electron']

/** `name@version` of all that the build put into its bundles: the headings of the licences that it wrote. */
function bundledParts(): string[] {
  return ['out/main/licences.md', 'out/renderer/licences.md'].flatMap((path) =>
    [...readFileSync(join(root, path), 'utf8').matchAll(/^## (\S+) - (\S+) \(/gm)].map(
      ([, name, version]) => `${name}@${version}`,
    ),
  )
}

/**
 * What is shipped of all that the lock has. The number by chance and the time are left out, so that the same lock has
 * the same list.
 * @param bundled `name@version`
 * @throws where something was bundled that the lock doesn't have
 */
function shippedParts(all: PartsList, bundled: readonly string[]): PartsList {
  const shipped = all.components.filter(
    (part) => bundled.includes(`${part.name}@${part.version}`) || unbundled.includes(part.name),
  )
  const refs = new Set(shipped.map((part) => part['bom-ref']))
  const lost = bundled.filter((one) => !refs.has(one))
  if (lost.length > 0) throw new Error(`The list of parts lacks what is in the bundle: ${lost.join(', ')}`)
  const { serialNumber: _, ...rest } = all
  const { timestamp: __, ...metadata } = all.metadata
  const product = {
    ...metadata.component,
    type: 'application',
    name: metadata.component['bom-ref'].split('@')[0] ?? '',
  }
  return {
    ...rest,
    metadata: { ...metadata, component: product },
    // npm marks by who asked for a package; whoever is bundled is needed.
    components: shipped.map((part) => ({ ...part, scope: 'required' })),
    dependencies: all.dependencies
      .filter(({ ref }) => refs.has(ref) || ref === metadata.component['bom-ref'])
      .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((one) => refs.has(one)) })),
  }
}

/** After a build. @throws with npm's own words */
export function partsList(): string {
  // Started by npm, this is the npm that was started; else the one that is found.
  const npm = process.env['npm_execpath']
  const [command, first] = npm?.endsWith('.js') ? [process.execPath, [npm]] : ['npm', []]
  const args = [...first, 'sbom', '--sbom-format', 'cyclonedx', '--package-lock-only']
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  if (status !== 0) throw new Error(`npm sbom: ${error?.message ?? stderr}`)
  return `${JSON.stringify(shippedParts(JSON.parse(stdout) as PartsList, bundledParts()), null, 2)}\n`
}
