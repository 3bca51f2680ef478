/** Everybody else, each started as its own documents say, with its defaults unless its name says otherwise. */

import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { root } from '../../../scripts/support/paths.ts'
import type { Client } from './compare.ts'
import type { LargeFile, SmallFiles } from './files.ts'
import type { Namespace } from './namespaces.ts'
import { versionOf } from './programs.ts'
import type { Sink } from './sink.ts'

export interface Setting {
  readonly folder: string
  readonly sink: Sink
  readonly inside: Namespace | null
  /** The file of the authority that clients trust; null: no TLS. */
  readonly ca: string | null
}

const ask = ({ inside }: Setting, command: string, ...args: readonly string[]): string => {
  const [first = '', ...rest] = [...(inside?.prefix ?? []), command, ...args]
  return execFileSync(first, rest, { encoding: 'utf8' })
}

const trusting = ({ ca }: Setting): string[] => (ca === null ? [] : ['--cacert', ca, '--http1.1'])

/** The same ranges as ours, over one connection, the pieces of the file made before: what curl can do. */
export function curlRanges(setting: Setting, { path, bytes }: LargeFile, lengths: () => readonly number[]): Client {
  const { folder, sink } = setting
  const config = join(folder, 'curl')
  const parts = join(folder, 'parts')
  let made = ''
  const cut = (ranges: readonly number[]): void => {
    if (made === ranges.join()) return
    made = ranges.join()
    rmSync(parts, { recursive: true, force: true })
    mkdirSync(parts)
    const whole = readFileSync(path)
    let at = 0
    for (const [turn, length] of ranges.entries()) {
      writeFileSync(join(parts, String(turn)), whole.subarray(at, at + length))
      at += length
    }
  }
  return {
    name: 'curl, the same ranges',
    version: curlVersion(),
    prepare() {
      const ranges = lengths()
      cut(ranges)
      const opening = `${sink.url}/v1.0/me/drive/root:/curl:/createUploadSession`
      const answer = ask(setting, 'curl', '-sS', ...trusting(setting), '-d', '{}', opening)
      const { uploadUrl } = JSON.parse(answer) as { uploadUrl: string }
      let at = 0
      const requests = ranges.map((length, turn) => {
        const range = `bytes ${at}-${at + length - 1}/${bytes}`
        at += length
        return [
          `url = "${uploadUrl}"`,
          `upload-file = "${join(parts, String(turn))}"`,
          `header = "Content-Range: ${range}"`,
          'header = "Expect:"',
          `output = "${join(folder, 'answer')}"`,
          ...(setting.ca === null ? [] : [`cacert = "${setting.ca}"`, 'http1.1']),
        ].join('\n')
      })
      writeFileSync(config, requests.join('\nnext\n'))
    },
    command: () => ({ args: ['curl', '-sS', '--fail', '-K', config] }),
  }
}

/** All files as one request each, so many at once. */
export function curlSmall(setting: Setting, { paths }: SmallFiles, atOnce: number): Client {
  const config = join(setting.folder, `curl-${atOnce}`)
  return {
    name: atOnce === 1 ? 'curl, one request a file' : `curl, one request a file, ${atOnce} at once`,
    version: curlVersion(),
    prepare() {
      const requests = paths.map((path) =>
        [
          `url = "${setting.sink.url}/v1.0/me/drive/root:/${basename(path)}:/content"`,
          `upload-file = "${path}"`,
          'header = "Expect:"',
          `output = "${join(setting.folder, 'answer')}"`,
          ...(setting.ca === null ? [] : [`cacert = "${setting.ca}"`, 'http1.1']),
        ].join('\n'),
      )
      writeFileSync(config, requests.join('\nnext\n'))
    },
    command: () => ({
      args: [
        'curl',
        '-sS',
        '--fail',
        ...(atOnce === 1 ? [] : ['--parallel', '--parallel-max', String(atOnce)]),
        '-K',
        config,
      ],
    }),
  }
}

function curlVersion(): string {
  return versionOf('curl', '--version')?.split(' ')[1] ?? 'unknown'
}

export function floorRanges(
  program: string,
  { folder, sink }: Setting,
  paths: readonly string[],
  lengths: () => readonly number[],
): Client {
  const file = join(folder, 'lengths')
  return {
    name: 'plain C, the same ranges',
    version: '',
    prepare: () => writeFileSync(file, lengths().join('\n')),
    command: () => ({
      args: [program, sink.address, String(sink.port), sink.isTls ? 'tls' : 'plain', 'ranges', file, ...paths],
    }),
  }
}

export function floorSmall(program: string, { sink }: Setting, { list }: SmallFiles, atOnce: number): Client {
  return {
    name: `plain C, one request a file, ${atOnce} at once`,
    version: '',
    command: () => ({
      args: [program, sink.address, String(sink.port), sink.isTls ? 'tls' : 'plain', 'many', String(atOnce), list],
    }),
  }
}

const sdks = {
  microsoft: { name: "Microsoft's SDK", package: '@microsoft/microsoft-graph-client', script: 'bench-microsoft.mjs' },
  box: { name: 'box-node-sdk', package: 'box-node-sdk', script: 'bench-box.mjs' },
  tus: { name: 'tus-js-client', package: 'tus-js-client', script: 'bench-tus.mjs' },
} as const

/** @returns why there is none, as text */
export function sdk(which: keyof typeof sdks, setting: Setting, target: string, atOnce: number): Client | string {
  const { name, package: its, script } = sdks[which]
  const manifest = join(root, 'test', 'peers', 'node_modules', its, 'package.json')
  if (!existsSync(manifest)) return `${its} is not installed: npm ci --ignore-scripts in test/peers`
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }
  const path = join(root, 'test', 'peers', script)
  return {
    name: atOnce === 1 ? name : `${name}, ${atOnce} at once`,
    version,
    command: () => ({
      args: [process.execPath, path, setting.sink.url, target, String(atOnce)],
      ...(setting.ca !== null && { env: { NODE_EXTRA_CA_CERTS: setting.ca } }),
    }),
  }
}

/** Its onedrive backend. @param target a file or a folder */
export function rclone(
  setting: Setting,
  target: string,
  isFolder: boolean,
  more: readonly string[] = [],
): Client | string {
  const found = versionOf('rclone', 'version')
  if (found === null) return 'rclone is not installed (apt-get install rclone)'
  const config = join(setting.folder, 'rclone.conf')
  const token = { access_token: 'x', token_type: 'Bearer', refresh_token: 'y', expiry: '2099-01-01T00:00:00Z' }
  return {
    name: more.length === 0 ? 'rclone' : `rclone ${more.join(' ')}`,
    version: found.replace(/^rclone v?/, ''),
    prepare: () =>
      writeFileSync(
        config,
        `[od]\ntype = onedrive\ntoken = ${JSON.stringify(token)}\ndrive_id = d\ndrive_type = business\n`,
      ),
    command: () => ({
      args: [
        'rclone',
        '--config',
        config,
        '--ca-cert',
        setting.ca ?? '',
        ...more,
        ...(isFolder ? ['copy', target, 'od:small'] : ['copyto', target, `od:${basename(target)}`]),
      ],
    }),
  }
}

/** Debian's client for Linux (abraunegg). It synchronizes a folder, so the files are linked into one. */
export function onedrive(setting: Setting, paths: readonly string[]): Client | string {
  const found = versionOf('onedrive', '--version')
  if (found === null) return 'onedrive is not installed (apt-get install onedrive)'
  const config = join(setting.folder, 'onedrive-config')
  const files = join(setting.folder, 'onedrive-files')
  return {
    name: 'onedrive',
    version: found.replace(/^onedrive v?/, ''),
    prepare() {
      for (const folder of [config, files]) {
        rmSync(folder, { recursive: true, force: true })
        mkdirSync(folder)
      }
      writeFileSync(join(config, 'refresh_token'), 'y')
      writeFileSync(join(config, 'config'), `sync_dir = "${files}"\n`)
      for (const path of paths) linkOrCopy(path, join(files, basename(path)))
    },
    command: () => ({
      args: ['onedrive', '--confdir', config, '--synchronize', '--upload-only', '--disable-notifications'],
      env: { HOME: setting.folder },
    }),
  }
}

function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to)
  } catch {
    copyFileSync(from, to)
  }
}
