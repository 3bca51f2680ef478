/**
 * The two containers that Windows and macOS want their icons in. Both take PNGs as they are (Windows since Vista,
 * macOS since 10.7), so that a header and the sizes are all there is to write.
 */

export interface Sized {
  /** Width and height in pixels. */
  readonly size: number
  readonly png: Buffer
}

/** An .ico: a header, one line of 16 bytes for each picture, the pictures. */
export function ico(pictures: readonly Sized[]): Buffer {
  const lines = Buffer.alloc(6 + 16 * pictures.length)
  lines.writeUInt16LE(1, 2) // an icon, not a cursor
  lines.writeUInt16LE(pictures.length, 4)
  let offset = lines.length
  for (const [number, { size, png }] of pictures.entries()) {
    const at = 6 + 16 * number
    lines.writeUInt8(size % 256, at) // 256 is written as 0
    lines.writeUInt8(size % 256, at + 1)
    lines.writeUInt16LE(1, at + 4) // colour planes
    lines.writeUInt16LE(32, at + 6) // bits a pixel
    lines.writeUInt32LE(png.length, at + 8)
    lines.writeUInt32LE(offset, at + 12)
    offset += png.length
  }
  return Buffer.concat([lines, ...pictures.map(({ png }) => png)])
}

/** The types of an .icns whose data is a PNG, and the pixels of each; `@2x` types come beside those of that many pixels. */
const icnsTypes: readonly (readonly [type: string, size: number])[] = [
  ['icp4', 16],
  ['icp5', 32],
  ['ic07', 128],
  ['ic08', 256],
  ['ic09', 512],
  ['ic10', 1024],
  ['ic11', 32],
  ['ic12', 64],
  ['ic13', 256],
  ['ic14', 512],
]

/** The sizes that `icns` takes. */
export const icnsSizes: readonly number[] = [...new Set(icnsTypes.map(([, size]) => size))]

/** An .icns: a header, then each picture behind its type and length (which counts these 8 bytes too). */
export function icns(pictures: readonly Sized[]): Buffer {
  const block = (type: string, body: Buffer): Buffer => {
    const head = Buffer.alloc(8)
    head.write(type, 'latin1')
    head.writeUInt32BE(8 + body.length, 4)
    return Buffer.concat([head, body])
  }
  const blocks = icnsTypes.flatMap(([type, size]) =>
    pictures.filter((picture) => picture.size === size).map(({ png }) => block(type, png)),
  )
  return block('icns', Buffer.concat(blocks))
}
