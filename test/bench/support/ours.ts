/** Longshore as `npm run build` makes it: the command with the whole engine in it, for each run on a data folder of its own. */

import { cpSync, existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../../scripts/support/paths.ts'
import type { Client } from './compare.ts'
import type { Command, Stopwatch } from './measure.ts'
import type { Namespace } from './namespaces.ts'

const built = join(root, 'out', 'main', 'cli.js')

export interface OurAccount {
  readonly kind: 'microsoft' | 'box'
  readonly url: string
  /** The file that its certificate is looked up in; null where it needs none. */
  readonly ca: string | null
  /** Small files in one request, without their times. */
  readonly isDirect?: boolean
}

export interface OurOptions {
  readonly name: string
  readonly version: string
  readonly folder: string
  readonly account: OurAccount
  /** What is uploaded: files or folders. */
  readonly paths: readonly string[]
}

/** @throws where nothing is built */
export function longshore(args: readonly string[], ca: string | null = null): Command {
  if (!existsSync(built)) throw new Error('Nothing is built: run `npm run build` first.')
  return {
    args: [process.execPath, built, ...args],
    // A machine that is measured may have proxies, and hold a policy.
    env: { LONGSHORE_LAUNCHED: '1', no_proxy: '*', NO_PROXY: '*', ...(ca !== null && { LONGSHORE_CA_FILE: ca }) },
  }
}

/** Makes a data folder with one account, `bench`. */
export async function makeAccount(
  watch: Stopwatch,
  inside: Namespace | null,
  data: string,
  { kind, url, ca, isDirect = false }: OurAccount,
): Promise<void> {
  const token = `${data}.token`
  writeFileSync(token, JSON.stringify({ accessToken: 'bench-token-of-nobody' }), { mode: 0o600 })
  const roots =
    kind === 'microsoft'
      ? ['--graph-url', url, '--login-url', url]
      : ['--box-url', url, '--box-upload-url', url, '--box-login-url', url]
  const add = ['account', 'add', kind, '--name', 'bench', ...roots, '--token-file', token, '--data-dir', data]
  await watch.run(longshore(add, ca), inside)
  if (!isDirect) return
  const set = ['settings', 'set', 'transfers.keepSmallTimes', 'false', '--data-dir', data]
  await watch.run(longshore(set, ca), inside)
}

/** As a peer among others. */
export async function ourClient(watch: Stopwatch, inside: Namespace | null, options: OurOptions): Promise<Client> {
  const { name, version, folder, account, paths } = options
  const template = join(folder, `data-${name.replaceAll(/\W+/g, '-')}`)
  rmSync(template, { recursive: true, force: true })
  await makeAccount(watch, inside, template, account)
  const data = `${template}-run`
  const to = account.kind === 'microsoft' ? 'onedrive:/Bench' : 'box:/'
  return {
    name,
    version,
    prepare() {
      rmSync(data, { recursive: true, force: true })
      cpSync(template, data, { recursive: true })
    },
    command: () => longshore(['upload', ...paths, '--to', to, '--wait', '--data-dir', data], account.ca),
  }
}
