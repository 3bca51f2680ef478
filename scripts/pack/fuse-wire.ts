/**
 * Reads the switches that are burnt into a program of Electron, by what Electron documents of them and not by the library
 * that flips them: what one line got wrong another one must not find right. Behind a sentinel stand the version of the
 * wire, the number of its switches, and one character for each (electron/electron, docs/tutorial/fuses.md).
 */

const sentinel = Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX', 'latin1')

/** In the order of the wire's version 1. */
const names = [
  'runAsNode',
  'cookieEncryption',
  'nodeOptions',
  'nodeCliInspect',
  'embeddedAsarIntegrityValidation',
  'onlyLoadAppFromAsar',
  'loadBrowserProcessSpecificV8Snapshot',
  'grantFileProtocolExtraPrivileges',
  'wasmTrapHandlers',
] as const
export type FuseName = (typeof names)[number]

/** `removed`: this Electron had the switch and has it no more. `inherited`: as the Electron it was made from. */
const states = { '0': 'off', '1': 'on', r: 'removed', '\x90': 'inherited' } as const
export type FuseState = (typeof states)[keyof typeof states]

/** An older Electron has fewer than there are names. */
export type FuseWire = ReadonlyMap<FuseName, FuseState>

/**
 * Every wire in a program: one, or one for each processor where two programs share a file.
 * @throws where there is none, or one that isn't understood to its end
 */
export function readFuseWires(program: Buffer): FuseWire[] {
  const wires: FuseWire[] = []
  for (let at = program.indexOf(sentinel); at >= 0; at = program.indexOf(sentinel, at + 1)) {
    wires.push(wireAt(program, at + sentinel.length))
  }
  if (wires.length === 0) throw new Error('There is no fuse wire in this file.')
  return wires
}

function wireAt(program: Buffer, at: number): FuseWire {
  const [version, count] = [program.readUInt8(at), program.readUInt8(at + 1)]
  if (version !== 1) throw new Error(`The fuse wire has version ${version}, not 1.`)
  const marks = Array.from(program.subarray(at + 2, at + 2 + count), (byte) => String.fromCodePoint(byte))
  if (marks.length < count) throw new Error(`The file ends within its ${count} fuses.`)
  if (count > names.length) throw new Error(`The wire has ${count} fuses, of which only ${names.length} have a name.`)
  return new Map(
    marks.map((mark, i) => {
      const [name, state] = [names[i], states[mark as keyof typeof states]]
      if (name === undefined || state === undefined) throw new Error(`Fuse ${i + 1} says ${JSON.stringify(mark)}.`)
      return [name, state] as const
    }),
  )
}
