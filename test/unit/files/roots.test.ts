import { expect, test } from 'vitest'
import { isSameRoot } from '../../../src/main/files/root-identity.ts'
import { rootObjection } from '../../../src/main/files/roots.ts'
import { syncedFolders } from '../../../src/main/files/synced-folders.ts'
import type { RootFacts } from '../../../src/main/files/roots.ts'

const posix: RootFacts = {
  platform: 'linux',
  home: '/home/user',
  dataDir: '/home/user/.local/share/longshore',
  synced: ['/home/user/OneDrive'],
  watched: [{ folder: '/home/user/Scans', account: 'work' }],
}

const windows: RootFacts = {
  platform: 'win32',
  home: 'C:\\Users\\Ana',
  dataDir: 'C:\\Users\\Ana\\AppData\\Roaming\\longshore',
  synced: ['C:\\Users\\Ana\\OneDrive - Work'],
  watched: [{ folder: 'D:\\Scans', account: 'work' }],
}

test.each([
  ['/home/user/Pictures', null],
  ['/media/ana/STICK', null],
  ['/tmp/x', null],
  ['/dev/shm/x', null],
  ['/', 'whole disk'],
  ['/home', 'holds your home'],
  ['/home/user', 'home folder'],
  ['/home/user/', 'home folder'],
  ['/home/userbel', null],
  ['/home/user/.ssh', 'keys'],
  ['/home/user/.ssh/old', 'keys'],
  ['/home/user/.sshd', null],
  ['/home/user/.gnupg', 'keys'],
  ['/home/user/.local/share/keyrings', 'keys'],
  ['/proc/self', 'system'],
  ['/sys', 'system'],
  ['/dev', 'system'],
  ['/home/user/.local/share/longshore', "Longshore's own"],
  ['/home/user/.local/share/longshore/logs', "Longshore's own"],
  ['/home/user/.local/share', "Longshore's own data folder is in it"],
  ['/home/user/.local/share/longshore-2', null],
  ['/home/user/OneDrive', 'like a cloud'],
  ['/home/user/OneDrive/Photos', 'like a cloud'],
  ['/home/user/OneDriveOld', null],
  ['/home/user/Scans', 'watched already'],
  ['/home/user/Scans/2026', 'watched already'],
  ['/home/user/Scans-2026', null],
])('G4: fault-F38 %s: %s', (folder, why) => {
  const objection = rootObjection({ folder, account: 'work' }, posix)
  if (why === null) expect(objection).toBeNull()
  else expect(objection).toContain(why)
})

test.each([
  ['C:\\Users\\Ana\\Pictures', null],
  ['C:\\', 'whole disk'],
  ['C:\\Users', 'holds your home'],
  ['c:\\users\\ana', 'home folder'],
  ['E:\\', null],
  ['C:\\Users\\Ana\\onedrive - work\\Scans', 'like a cloud'],
  ['\\\\server\\share', null],
  ['C:\\Users\\Ana\\.ssh', 'keys'],
  ['D:\\', 'watched already'],
  ['d:\\scans\\2026', 'watched already'],
  ['C:\\Users\\Ana\\AppData', "Longshore's own data folder is in it"],
])('G4: on Windows %s: %s', (folder, why) => {
  const objection = rootObjection({ folder, account: 'work' }, windows)
  if (why === null) expect(objection).toBeNull()
  else expect(objection).toContain(why)
})

test('fault-F38 what another program keeps like a cloud is known by what it left', () => {
  const home = '/home/user'
  const linux = { platform: 'linux', home, env: {} }
  expect(syncedFolders({ ...linux, exists: (path) => path === '/home/user/.config/onedrive' })).toEqual([
    '/home/user/OneDrive',
  ])
  expect(syncedFolders({ ...linux, exists: () => false })).toEqual([])
  expect(syncedFolders({ platform: 'darwin', home: '/Users/ana', env: {} })).toEqual([
    '/Users/ana/Library/CloudStorage',
  ])
  const env = {
    OneDrive: 'C:\\Users\\Ana\\OneDrive',
    OneDriveConsumer: 'C:\\Users\\Ana\\OneDrive',
    OneDriveCommercial: '',
  }
  expect(syncedFolders({ platform: 'win32', home: 'C:\\Users\\Ana', env, exists: () => true })).toEqual([
    'C:\\Users\\Ana\\OneDrive',
    'C:\\Users\\Ana\\Box',
  ])
})

test('fault-F39 the same folder, one around it and one in it are refused; they may go to another account', () => {
  const watched = [{ folder: '/data/Scans', account: 'work' }]
  for (const folder of ['/data/Scans', '/data/Scans/2024']) {
    expect(rootObjection({ folder, account: 'work' }, { ...posix, watched }), folder).not.toBeNull()
    expect(rootObjection({ folder, account: 'home' }, { ...posix, watched }), folder).toBeNull()
  }
  expect(rootObjection({ folder: '/data', account: 'work' }, { ...posix, watched })).toContain('which is in it')
  expect(rootObjection({ folder: '/data/Scans', account: 'home' }, { ...posix, watched })).toBeNull()
})

test.each([
  ['the same', '1:2:3', '1:2:3', true],
  ['after a restart, under another device number', '1:2:3', '9:2:3', true],
  ['another folder', '1:2:3', '1:4:3', false],
  ['another disk of the same kind: same inode, other birth', '1:2:3', '1:2:4', false],
  ['no births here: the device decides', '1:2:0', '1:2:0', true],
  ['no births here: another device', '1:2:0', '9:2:0', false],
  ['nothing recorded', '', '1:2:3', true],
])('root identity: %s', (_, recorded, found, same) => {
  expect(isSameRoot(recorded, found)).toBe(same)
})
