/** What of a watched folder is left out unless somebody lets it in: one list, which every face shows. */

/** Why, as a name that faces have words for. */
export type LeftOutReason = 'half-written' | 'litter' | 'hidden' | 'key'

export interface LeftOutRule {
  /** gitignore syntax */
  readonly pattern: string
  readonly reason: LeftOutReason
}

/** As the end of "left out by the rule PATTERN (…)". */
export const leftOutWhy: Readonly<Record<LeftOutReason, string>> = {
  'half-written': 'a temporary file of another program',
  litter: 'a file that the system keeps for itself',
  hidden: 'a hidden file or folder',
  key: 'a key or password, which should not leave this computer',
}

/** In their order: the last one that fits says why. */
export const leftOutRules: readonly LeftOutRule[] = [
  { pattern: '~$*', reason: 'half-written' },
  { pattern: '*.tmp', reason: 'half-written' },
  { pattern: '*.swp', reason: 'half-written' },
  { pattern: '*.partial', reason: 'half-written' },
  { pattern: '*.crdownload', reason: 'half-written' },
  { pattern: 'Thumbs.db', reason: 'litter' },
  { pattern: 'desktop.ini', reason: 'litter' },
  { pattern: '$RECYCLE.BIN/', reason: 'litter' },
  { pattern: 'System Volume Information/', reason: 'litter' },
  { pattern: 'lost+found/', reason: 'litter' },
  { pattern: '.*', reason: 'hidden' },
  { pattern: '.~*', reason: 'half-written' },
  { pattern: '.DS_Store', reason: 'litter' },
  { pattern: '.ssh', reason: 'key' },
  { pattern: '.gnupg', reason: 'key' },
  { pattern: '.env', reason: 'key' },
  { pattern: '.env.*', reason: 'key' },
  { pattern: '*.pem', reason: 'key' },
  { pattern: '*.ppk', reason: 'key' },
  { pattern: '*.pfx', reason: 'key' },
  { pattern: '*.p12', reason: 'key' },
  { pattern: '*.kdbx', reason: 'key' },
  { pattern: 'id_rsa', reason: 'key' },
  { pattern: 'id_dsa', reason: 'key' },
  { pattern: 'id_ecdsa', reason: 'key' },
  { pattern: 'id_ecdsa_sk', reason: 'key' },
  { pattern: 'id_ed25519', reason: 'key' },
  { pattern: 'id_ed25519_sk', reason: 'key' },
]

/** The patterns by reason, for a face that shows them. */
export function leftOutByReason(): readonly { readonly reason: LeftOutReason; readonly patterns: readonly string[] }[] {
  return (Object.keys(leftOutWhy) as LeftOutReason[]).map((reason) => ({
    reason,
    patterns: leftOutRules.filter((rule) => rule.reason === reason).map(({ pattern }) => pattern),
  }))
}
