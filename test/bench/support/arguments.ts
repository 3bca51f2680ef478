/** What a measurement was asked for on the command line: `npm run bench -- transfers --rounds 1 --size 256`. */

import { parseArgs } from 'node:util'

export interface Asked {
  readonly rounds: number
  /** Of a large file, MiB. */
  readonly size: number
  /** How many small files, rows or watched files. */
  readonly files: number
  /** How long something is watched, s. */
  readonly seconds: number
  /** Only tables whose title has this. */
  readonly only: string
  /** The folder that the result is written to; null: it isn't. */
  readonly json: string | null
}

/** @param usual what a recorded run takes */
export function asked(usual: Partial<Pick<Asked, 'rounds' | 'size' | 'files' | 'seconds'>>): Asked {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string' },
      size: { type: 'string' },
      files: { type: 'string' },
      seconds: { type: 'string' },
      only: { type: 'string', default: '' },
      json: { type: 'string' },
    },
  })
  const number = (name: 'rounds' | 'size' | 'files' | 'seconds', otherwise: number): number => {
    const value = values[name] === undefined ? (usual[name] ?? otherwise) : Number(values[name])
    if (!Number.isSafeInteger(value) || value < 1) throw new Error(`--${name} takes a whole number from 1 on`)
    return value
  }
  return {
    rounds: number('rounds', 3),
    size: number('size', 2_048),
    files: number('files', 2_000),
    seconds: number('seconds', 600),
    only: values.only,
    json: values.json ?? null,
  }
}
