/** Who could have written a policy file: else anybody could decide for this computer. Pure. */

export interface FileFacts {
  readonly uid: number
  /** Of permissions, as `stat` tells. */
  readonly mode: number
}

/** @returns what is wrong, as the end of a sentence; null: only they can write it */
export function whyNotTrusted({ uid, mode }: FileFacts, trusted: readonly number[]): string | null {
  if (!trusted.includes(uid)) return 'it belongs to somebody who does not decide for this computer'
  return (mode & 0o022) === 0 ? null : 'others can write it; chmod 644 it'
}

/**
 * The ids that root has here. In a user namespace without root (as a hardened unit of systemd's user manager is) files of
 * root appear as the overflow id's, like those of everybody else outside.
 *
 * @param uidMap of /proc/self/uid_map (user_namespaces(7)): first id inside, first outside, how many
 */
export function rootIds(uidMap: string | null, overflowId: number): number[] {
  const ranges = (uidMap ?? '')
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
  const hasRoot = uidMap === null || ranges.some(([inside]) => inside === 0)
  return hasRoot ? [0] : [overflowId]
}

/** Administrators, the system, and the installer of Windows itself. */
const trustedSids = /^(?:BA|SY|S-1-5-32-544|S-1-5-18|S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464)$/
/** Rights that change nothing: to read, to run, to ask. */
const harmless = /^(?:FR|FX|GR|GX|RC|0x1200a9|0x120089|0x1200a0)+$/i

/**
 * The same for Windows, by the file's security descriptor as text (Security Descriptor String Format, [MS-DTYP] 2.5.1):
 * owned by administrators, and nobody else is allowed more than reading.
 */
export function whyNotTrustedSddl(sddl: string): string | null {
  const owner = /^O:(BA|SY|S-[\d-]+|[A-Z]{2})/.exec(sddl)?.[1]
  if (owner === undefined) return 'who owns it cannot be told'
  if (!trustedSids.test(owner)) return 'it belongs to somebody who does not decide for this computer'
  const list = /D:([A-Z]*)((?:\([^()]*\))*)/.exec(sddl)
  // Without a list everybody may do everything.
  if (list?.[2] === undefined || /NO_ACCESS_CONTROL/.test(list[1] ?? '') || list[2] === '')
    return 'anybody can write it'
  for (const [, entry = ''] of list[2].matchAll(/\(([^()]*)\)/g)) {
    const [type = '', , rights = '', , , sid = ''] = entry.split(';')
    if (!/^(?:A|OA|XA|ZA)$/.test(type) || trustedSids.test(sid)) continue
    if (!harmless.test(rights)) return 'others can write it'
  }
  return null
}
