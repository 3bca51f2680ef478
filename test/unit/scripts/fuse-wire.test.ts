import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { flipFuses, FuseV1Options, FuseVersion } from '@electron/fuses'
import { describe, expect, test } from 'vitest'
import { readFuseWires } from '../../../scripts/pack/fuse-wire.ts'
import { fuses } from '../../../scripts/pack/flip-fuses.ts'
import { runtimeFolder } from '../../../scripts/support/electron.ts'
import { pseudoRandom } from '../../support/pseudo-random.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'

/** What every released program has to say, in the order in which it says it. */
const released = {
  runAsNode: 'off',
  cookieEncryption: 'on',
  nodeOptions: 'off',
  nodeCliInspect: 'off',
  embeddedAsarIntegrityValidation: 'on',
  onlyLoadAppFromAsar: 'on',
  loadBrowserProcessSpecificV8Snapshot: 'off',
  grantFileProtocolExtraPrivileges: 'off',
  wasmTrapHandlers: 'on',
}

function program(...wires: readonly string[]): Buffer {
  const noise = pseudoRandom(5_000, 11)
  return Buffer.concat([noise, ...wires.flatMap((wire) => [Buffer.from(`${sentinel}${wire}`, 'latin1'), noise])])
}

const read = (bytes: Buffer): object[] => readFuseWires(bytes).map((wire) => Object.fromEntries(wire))

describe('a made up program', () => {
  test('is read to its last fuse', () => {
    expect(read(program('\x01\x09010011001'))).toEqual([released])
    expect(read(program('\x01\x030r\x90'))).toEqual([
      { runAsNode: 'off', cookieEncryption: 'removed', nodeOptions: 'inherited' },
    ])
  })

  test('for two processors has two wires', () => {
    expect(read(program('\x01\x011', '\x01\x010'))).toEqual([{ runAsNode: 'on' }, { runAsNode: 'off' }])
  })

  test.each([
    ['no fuse wire', program()],
    ['version 2', program('\x02\x011')],
    ['says "x"', program('\x01\x021x')],
    ['only 9 have a name', program('\x01\x0a0100110010')],
    ['ends within its 9', Buffer.from(`${sentinel}\x01\x090100`, 'latin1')],
  ])('that is not understood is no program without fuses: %s', (words, bytes) => {
    expect(() => readFuseWires(bytes)).toThrow(words)
  })

  test('E19, U1, U2, U3, U4, U5, U6, U7, U8, U9: flipped as for a release says what it should', async () => {
    const path = join(temporaryFolder(), 'program')
    writeFileSync(path, program('\x01\x09101100110'))
    await flipFuses(path, fuses)
    expect(read(readFileSync(path))).toEqual([released])
  })
})

const electron = join(runtimeFolder(process.env) ?? '', 'electron')
const none = process.platform === 'linux' && existsSync(electron) ? null : 'needs an Electron for Linux'

describe.skipIf(none !== null)(`a real program${none === null ? '' : ` (${none})`}`, () => {
  test('E19, U1, U3, U4, U6: a copy that is never started is flipped, and says so', async () => {
    const path = join(temporaryFolder(), 'electron')
    copyFileSync(electron, path)
    const [before] = readFuseWires(readFileSync(path))
    if (before === undefined) throw new Error('no wire')
    // As its makers hand it out: open.
    expect(Object.fromEntries(before)).toMatchObject({ runAsNode: 'on', nodeOptions: 'on', nodeCliInspect: 'on' })
    // An older one lacks the newest switch: those that it has are flipped as ours are.
    const its = [...before.keys()]
    const options = Object.values(FuseV1Options).filter((option): option is FuseV1Options => typeof option === 'number')
    const wanted = Object.fromEntries(options.slice(0, its.length).map((option) => [option, fuses[option]]))
    await flipFuses(path, { version: FuseVersion.V1, ...wanted })
    const [after] = read(readFileSync(path))
    expect(after).toEqual(Object.fromEntries(Object.entries(released).slice(0, its.length)))
    expect(its.length).toBeGreaterThanOrEqual(8)
  })
})
