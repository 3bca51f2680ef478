import { join } from 'node:path'

/** The root of the repository, wherever a script was started from. */
export const root = join(import.meta.dirname, '..', '..')

export const ownBin = join(root, 'bin', 'longshore')
