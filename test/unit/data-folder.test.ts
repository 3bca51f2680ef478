import { chmodSync, chownSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { FailureError } from '../../src/shared/failure.ts'
import { defaultDataDir, prepareDataFolder } from '../../src/main/data-folder.ts'
import { isNetworkFolder, mountTypeOf } from '../../src/main/network-folder.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const umask = process.umask()
afterEach(() => void process.umask(umask))

describe('the data folder', () => {
  it('is where the platform puts such things', () => {
    expect(defaultDataDir({}, 'linux', '/home/me')).toBe('/home/me/.local/share/longshore')
    expect(defaultDataDir({ XDG_DATA_HOME: '/data' }, 'linux', '/home/me')).toBe('/data/longshore')
    expect(defaultDataDir({ XDG_DATA_HOME: 'data' }, 'linux', '/home/me')).toBe('/home/me/.local/share/longshore')
    expect(defaultDataDir({}, 'darwin', '/Users/me')).toContain(join('Library', 'Application Support', 'Longshore'))
    expect(defaultDataDir({ APPDATA: '/appdata' }, 'win32', '/Users/me')).toBe(join('/appdata', 'Longshore'))
  })

  it('is made for its user alone, and so is what is made in it', ({ skip }) => {
    if (process.platform === 'win32') skip('needs POSIX permissions')
    const dir = join(temporaryFolder(), 'a', 'b')
    const paths = prepareDataFolder(dir)
    expect(statSync(dir).mode & 0o777).toBe(0o700)
    writeFileSync(paths.database, '')
    expect(statSync(paths.database).mode & 0o777).toBe(0o600)
    expect(prepareDataFolder(dir)).toEqual(paths)
  })

  it('that others can write to, or that is no folder, is refused', ({ skip }) => {
    if (process.platform === 'win32') skip('needs POSIX permissions')
    for (const mode of [0o777, 0o720, 0o702]) {
      const dir = join(temporaryFolder(), 'data')
      mkdirSync(dir)
      chmodSync(dir, mode)
      expect(() => prepareDataFolder(dir)).toThrow(FailureError)
    }
    const file = join(temporaryFolder(), 'data')
    writeFileSync(file, '')
    expect(() => prepareDataFolder(file)).toThrow(FailureError)
    expect(() => prepareDataFolder(join(file, 'below'))).toThrow(FailureError)
  })

  it('of somebody else is refused', ({ skip }) => {
    if (process.platform === 'win32') skip('needs POSIX permissions')
    if (process.getuid?.() === 0) {
      const dir = join(temporaryFolder(), 'data')
      mkdirSync(dir, { mode: 0o700 })
      chownSync(dir, 65_534, 65_534)
      expect(() => prepareDataFolder(dir)).toThrow(/somebody else/)
    } else {
      const dir = join(temporaryFolder(), 'data')
      symlinkSync('/', dir)
      expect(() => prepareDataFolder(dir)).toThrow(FailureError)
    }
  })
})

describe('fault-D11 a folder on another computer', () => {
  const mounts = [
    '22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw',
    '30 22 0:40 / /home/me/remote rw - fuse.sshfs host:/ rw',
    '31 22 0:41 / /home/me/with\\040space rw shared:5 master:1 - nfs4 host:/x rw',
    '32 30 8:2 / /home/me/remote/local rw - xfs /dev/sdb1 rw',
    '33 22 0:42 / /over rw - fuse.rclone r: rw',
    '34 22 0:43 / /over rw - tmpfs tmpfs rw',
    '',
  ].join('\n')

  it('is told by the list of mounts: the innermost, and the last of those at one place', () => {
    const told = {
      '/home/me': 'ext4',
      '/home/me/remote': 'fuse.sshfs',
      '/home/me/remote/x/y': 'fuse.sshfs',
      '/home/me/remoteness': 'ext4',
      '/home/me/remote/local/z': 'xfs',
      '/home/me/with space/a': 'nfs4',
      '/over/a': 'tmpfs',
    }
    for (const [path, type] of Object.entries(told)) expect([path, mountTypeOf(path, mounts)]).toEqual([path, type])
    expect(mountTypeOf('/x', 'nonsense')).toBeNull()
  })

  it('is told by its name on Windows', () => {
    for (const dir of ['\\\\server\\share\\data', '\\\\?\\UNC\\server\\share']) {
      expect([dir, isNetworkFolder(dir, 'win32')]).toEqual([dir, true])
    }
    for (const dir of ['C:\\Users\\me', '\\\\?\\C:\\Users\\me', '\\\\.\\C:\\x']) {
      expect([dir, isNetworkFolder(dir, 'win32')]).toEqual([dir, false])
    }
  })

  it('is not this one', () => {
    expect(isNetworkFolder(temporaryFolder())).toBe(false)
  })
})
