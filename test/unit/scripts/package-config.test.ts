import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { flipFuses, FuseV1Options } from '@electron/fuses'
import { expect, test } from 'vitest'
import { fuses } from '../../../scripts/pack/flip-fuses.ts'
import { root } from '../../../scripts/support/paths.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

/** In the order in which they lie in the program. */
const wanted = {
  RunAsNode: false,
  EnableCookieEncryption: true,
  EnableNodeOptionsEnvironmentVariable: false,
  EnableNodeCliInspectArguments: false,
  EnableEmbeddedAsarIntegrityValidation: true,
  OnlyLoadAppFromAsar: true,
  LoadBrowserProcessSpecificV8Snapshot: false,
  GrantFileProtocolExtraPrivileges: false,
  WasmTrapHandlers: true,
}

const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'

/** A program of which only the part with the fuses is there, all of them on. */
function program(count: number): string {
  const path = join(temporaryFolder(), 'program')
  writeFileSync(path, Buffer.concat([Buffer.from(`…${sentinel}\x01`), Buffer.from([count]), Buffer.alloc(count, '1')]))
  return path
}

const flipped = (path: string): string => readFileSync(path, 'latin1').split(`${sentinel}\x01`)[1] ?? ''

test('E19, U1, U2, U3, U4, U5, U6, U7, U8, U9: every fuse that there is has the value it should have', () => {
  const names = Object.keys(wanted) as (keyof typeof wanted)[]
  const table = Object.fromEntries(names.map((name) => [name, fuses[FuseV1Options[name]]]))
  expect(table).toEqual(wanted)
  // An enum holds each name and each number.
  expect(Object.keys(FuseV1Options)).toHaveLength(2 * names.length)
})

test('they end up in the program', async () => {
  const path = program(9)
  await flipFuses(path, fuses)
  const wire = Object.values(wanted).map((isOn) => (isOn ? '1' : '0'))
  expect(flipped(path).slice(1)).toBe(wire.join(''))
})

test('a fuse that nobody decided on stops the packing, and so does a program that lacks one', async () => {
  await expect(flipFuses(program(10), fuses)).rejects.toThrow('strictlyRequireAllFuses')
  await expect(flipFuses(program(8), fuses)).rejects.toThrow('not long enough')
})

test('electron-builder.yml flips them by this table alone', () => {
  const config = readFileSync(join(root, 'electron-builder.yml'), 'utf8')
  expect(config).toMatch(/^afterPack: \.\/scripts\/pack\/flip-fuses\.ts$/m)
  expect(config).not.toMatch(/^electronFuses:/m)
})

test('Windows is told the same name by the package and by the app', () => {
  const id = /^appId: (\S+)$/m.exec(readFileSync(join(root, 'electron-builder.yml'), 'utf8'))?.[1]
  expect(readFileSync(join(root, 'src', 'main', 'shell', 'app.ts'), 'utf8')).toContain(`setAppUserModelId('${id}')`)
})

test('E04, Q6: no start of the packed app gives up the sandbox', () => {
  const config = readFileSync(join(root, 'electron-builder.yml'), 'utf8')
  expect(config).not.toContain('no-sandbox')
  expect(config).toMatch(/^appImage:\n(?: .*\n)* {2}executableArgs: \['%F'\]$/m)
})

test('systems offer us for files, and never as the usual program for any', () => {
  const config = readFileSync(join(root, 'electron-builder.yml'), 'utf8')
  const mac = config.slice(config.indexOf('\nmac:'))
  expect(mac).toMatch(/LSHandlerRank: None\n\s+LSItemContentTypes: \[public\.data, public\.folder, public\.package\]/)
  expect(config).toMatch(/^ {2}mimeTypes: \[application\/octet-stream\]$/m)
  // Paths: what a desktop writes as an address would be taken for a name.
  expect(config.match(/executableArgs: \['%F'\]/g)).toHaveLength(2)
})
