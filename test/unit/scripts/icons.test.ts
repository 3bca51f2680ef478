import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { icns, ico } from '../../../scripts/icons/containers.ts'
import { root } from '../../../scripts/support/paths.ts'
import { trayStates } from '../../../src/main/shell/tray-state.ts'

const assets = join(root, 'assets')

interface Png {
  readonly width: number
  readonly height: number
  readonly hasTransparency: boolean
}

/** The first 26 bytes of a PNG: signature, then the header's length and type, width, height, depth, kind of colour. */
function pngHeader(bytes: Buffer): Png {
  expect(bytes.toString('latin1', 0, 16)).toBe('\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR')
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20), hasTransparency: bytes[25] === 6 }
}

const square = (size: number): Png => ({ width: size, height: size, hasTransparency: true })
const pngOf = (name: string): Png => pngHeader(readFileSync(join(assets, name)))

/** The sizes that an .ico promises, each checked against the picture that is there. */
function icoSizes(name: string): number[] {
  const bytes = readFileSync(join(assets, name))
  expect([bytes.readUInt16LE(0), bytes.readUInt16LE(2)]).toEqual([0, 1])
  return Array.from({ length: bytes.readUInt16LE(4) }, (_, number) => {
    const line = bytes.subarray(6 + 16 * number)
    const size = line.readUInt8(0) || 256
    expect(pngHeader(bytes.subarray(line.readUInt32LE(12)))).toEqual(square(size))
    return size
  })
}

/** The types in an .icns and the widths of their pictures. */
function icnsTypes(bytes: Buffer): Record<string, number> {
  expect([bytes.toString('latin1', 0, 4), bytes.readUInt32BE(4)]).toEqual(['icns', bytes.length])
  const found: Record<string, number> = {}
  for (let at = 8; at < bytes.length; at += bytes.readUInt32BE(at + 4))
    found[bytes.toString('latin1', at, at + 4)] = pngHeader(bytes.subarray(at + 8)).width
  return found
}

test.each(trayStates)('the tray has every picture of "%s", and they let the panel through', (state) => {
  for (const tone of ['light', 'dark']) {
    expect(pngOf(`tray/${state}-${tone}.png`)).toEqual(square(22))
    expect(pngOf(`tray/${state}-${tone}@2x.png`)).toEqual(square(44))
    expect(icoSizes(`tray/${state}-${tone}.ico`)).toEqual([16, 20, 24, 32, 48])
  }
  expect(pngOf(`tray/${state}Template.png`)).toEqual(square(16))
  expect(pngOf(`tray/${state}Template@2x.png`)).toEqual(square(32))
})

test('no two states look alike, on no panel', () => {
  for (const kind of ['-light.png', '-dark.png', 'Template.png']) {
    const pictures = trayStates.map((state) => readFileSync(join(assets, 'tray', `${state}${kind}`), 'latin1'))
    expect(new Set(pictures).size).toBe(trayStates.length)
  }
})

test('the tray has no picture of a state that there is not', () => {
  const states = readdirSync(join(assets, 'tray')).map((name) => /^[a-z-]+?(?=Template|-light|-dark)/.exec(name)?.[0])
  expect(new Set(states)).toEqual(new Set(trayStates))
})

test('the app has an icon in the form of every system', () => {
  expect(pngOf('icon.png')).toEqual(square(512))
  for (const size of [16, 24, 32, 48, 64, 128, 256, 512])
    expect(pngOf(`icons/${size}x${size}.png`)).toEqual(square(size))
  expect(icoSizes('icon.ico')).toEqual([16, 24, 32, 48, 64, 128, 256])
  expect(icnsTypes(readFileSync(join(assets, 'icon.icns')))).toEqual({
    icp4: 16,
    icp5: 32,
    ic07: 128,
    ic08: 256,
    ic09: 512,
    ic10: 1024,
    ic11: 32,
    ic12: 64,
    ic13: 256,
    ic14: 512,
  })
})

test('the containers hold their pictures byte for byte', () => {
  const pictures = [16, 256].map((size) => ({ size, png: Buffer.from(`the picture of ${size}`) }))
  for (const container of [ico(pictures), icns(pictures)])
    expect(pictures.filter(({ png }) => !container.includes(png))).toEqual([])
})
