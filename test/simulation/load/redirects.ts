/** What product code gets in place of what it imports, so that nothing of it reaches a real disk, socket or timer. */

interface Redirect {
  /** Path prefix of the importing file, from the root of the repository. */
  readonly from: string
  readonly specifier: string
  /** A file in `stand-ins`. */
  readonly to: string
}

export const redirects: readonly Redirect[] = [
  { from: 'src/main/practice/', specifier: 'node:fs', to: 'fs.ts' },
  { from: 'src/main/practice/', specifier: 'node:fs/promises', to: 'fs-promises.ts' },
  { from: 'src/main/practice/', specifier: './http/listen.ts', to: 'listen.ts' },
  { from: 'src/main/files/', specifier: 'node:fs', to: 'files-fs.ts' },
  { from: 'src/main/files/', specifier: 'node:fs/promises', to: 'files-fs-promises.ts' },
  { from: 'src/main/', specifier: 'node:crypto', to: 'crypto.ts' },
  { from: 'src/main/', specifier: 'node:timers/promises', to: 'timers-promises.ts' },
  { from: 'src/main/net/', specifier: 'undici', to: 'undici.ts' },
]
