/**
 * Whether a folder lies on another computer. SQLite's WAL needs memory that all its users share, and locks that hold;
 * over a network there is neither.
 */

import { readFileSync, realpathSync, statfsSync } from 'node:fs'

/** statfs f_type of nfs, smb, cifs, smb2, 9p, afs. */
const networkTypes: ReadonlySet<number> = new Set([0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0x01021997, 0x5346414f])
/** Of anything in user space: a local disk as well as somebody's cloud. The list of mounts says which. */
const fuse = 0x65735546
const networkNames =
  /^(fuse\.)?(sshfs|rclone|davfs2?|webdavfs|s3fs|goofys|gcsfuse|gvfsd-fuse|glusterfs|ceph|curlftpfs|smbnetfs)$/

/** False where it can't be told. */
export function isNetworkFolder(dir: string, platform: NodeJS.Platform = process.platform): boolean {
  if (platform === 'win32') return /^\\\\(?![?.]\\)|^\\\\\?\\UNC\\/i.test(dir)
  if (platform !== 'linux') return false
  const { type } = statfsSync(dir)
  if (type !== fuse) return networkTypes.has(type)
  try {
    return networkNames.test(mountTypeOf(realpathSync(dir), readFileSync('/proc/self/mountinfo', 'utf8')) ?? '')
  } catch {
    return false
  }
}

/**
 * The file system type of the mount that holds `path`.
 *
 * @param mountinfo as in proc(5): `36 35 98:0 /root /mount/point options - type source options`
 */
export function mountTypeOf(path: string, mountinfo: string): string | null {
  let best: { readonly point: string; readonly type: string } | null = null
  for (const line of mountinfo.split('\n')) {
    const [before, after] = line.split(' - ')
    const point = before
      ?.split(' ')[4]
      ?.replace(/\\(\d{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))
    const type = after?.split(' ')[0]
    if (point === undefined || type === undefined) continue
    const holds = point === '/' || path === point || path.startsWith(`${point}/`)
    // Later lines lie over earlier ones.
    if (holds && point.length >= (best?.point.length ?? 0)) best = { point, type }
  }
  return best?.type ?? null
}
