import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { differences, manifestOf } from '../../../scripts/pack/manifest.ts'
import { root } from '../../../scripts/support/paths.ts'
import { pseudoRandom } from '../../support/pseudo-random.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const native = 'resources/app.asar.unpacked/native.node'

function aPackage(): string {
  const folder = join(temporaryFolder(), 'linux-unpacked')
  mkdirSync(join(folder, 'resources', 'app.asar.unpacked'), { recursive: true })
  for (const [seed, name] of ['longshore', 'resources/app.asar', native, 'v8_context_snapshot.bin'].entries()) {
    writeFileSync(join(folder, name), pseudoRandom(10_000 + seed, seed))
  }
  return folder
}

function flipBit(path: string): void {
  const bytes = readFileSync(path)
  bytes[5_000] = (bytes[5_000] ?? 0) ^ 1
  writeFileSync(path, bytes)
}

test('Q2: every file stands in the manifest, and one flipped bit in any of them is told', async () => {
  const folder = aPackage()
  const manifest = await manifestOf(folder)
  expect(manifest.split('\n').map((line) => line.slice(66))).toEqual([
    'longshore',
    'resources/app.asar',
    native,
    'v8_context_snapshot.bin',
    '',
  ])
  expect(await differences(folder, manifest)).toEqual([])
  for (const name of ['longshore', 'resources/app.asar', native, 'v8_context_snapshot.bin']) {
    flipBit(join(folder, name))
    expect(await differences(folder, manifest)).toEqual([`changed: ${name}`])
    flipBit(join(folder, name))
  }
})

test('Q2: what was added, taken away, or made a link of the same content is told', async () => {
  const folder = aPackage()
  const manifest = await manifestOf(folder)
  writeFileSync(join(folder, 'preload.node'), '')
  rmSync(join(folder, 'resources', 'app.asar'))
  rmSync(join(folder, 'longshore'))
  symlinkSync('/bin/true', join(folder, 'longshore'))
  const found = await differences(folder, manifest)
  expect(found).toEqual(['changed: longshore', 'missing: resources/app.asar', 'added: preload.node'])
  expect(await differences(folder, await manifestOf(folder))).toEqual([])
})

test('Q2: sha256sum understands it', async ({ skip }) => {
  if (process.platform !== 'linux') skip('needs Linux, which has sha256sum')
  const folder = aPackage()
  const check = (manifest: string): number | null =>
    spawnSync('sha256sum', ['--check', '--strict'], { cwd: folder, input: manifest }).status
  const manifest = await manifestOf(folder)
  expect(check(manifest)).toBe(0)
  flipBit(join(folder, native))
  expect(check(manifest)).toBe(1)
})

test('Q2: the command says whether a folder is what it was', async () => {
  const folder = aPackage()
  writeFileSync(join(folder, 'longshore'), Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX\x01\x0201', 'latin1'))
  const verify = (...args: string[]): { status: number | null; stdout: string } =>
    spawnSync(process.execPath, [join(root, 'scripts', 'verify.ts'), ...args], { encoding: 'utf8' })
  expect(verify(folder)).toMatchObject({ status: 1, stdout: `There is no manifest ${folder}.sha256.\n` })
  writeFileSync(`${folder}.sha256`, await manifestOf(folder))
  const fuses = 'runAsNode: off\ncookieEncryption: on\n'
  expect(verify(folder)).toMatchObject({ status: 0, stdout: `${fuses}Every file is as the manifest says.\n` })
  flipBit(join(folder, native))
  expect(verify(folder)).toMatchObject({ status: 1, stdout: `${fuses}changed: ${native}\n` })
  expect(verify()).toMatchObject({ status: 1 })
})
