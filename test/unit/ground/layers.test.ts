import { describe, expect, test } from 'vitest'
import { isHoused, refusal } from '../../../scripts/lint/layers.ts'

/** From → what it may import, and what it may not. Each row of the rules in ARCHITECTURE has one here. */
const table: Readonly<Record<string, { may: readonly string[]; mayNot: readonly string[] }>> = {
  'src/shared/transfer.ts': {
    may: ['./lifecycle.ts', 'zod', 'zod/v4'],
    mayNot: ['../main/engine/engine.ts', '../renderer/main.tsx', 'node:path', 'fs', 'undici', 'electron'],
  },
  'src/main/engine/queue/queue.ts': {
    may: ['./scheduler.ts', '../ports/store.ts', '../../../shared/lifecycle.ts'],
    mayNot: [
      'node:fs',
      'node:timers/promises',
      'crypto',
      'better-sqlite3',
      'undici',
      'chokidar',
      'electron',
      'ws',
      'zod',
      '../../providers/provider.ts',
      '../../store/transfers.ts',
      '../../net/http.ts',
      '../../server/handlers.ts',
      '../../files/scanner.ts',
      '../../practice/clock.ts',
      '../../secrets/key-file.ts',
      '../../compose.ts',
      '../../log.ts',
      '../../../renderer/main.tsx',
    ],
  },
  'src/main/services/uploads.ts': {
    may: ['./accounts.ts', '../engine/queue/queue.ts', '../../shared/contract.ts', 'zod'],
    mayNot: ['node:fs', '../files/scan.ts', '../store/database.ts', '../server/handlers.ts', '../providers/index.ts'],
  },
  'src/main/providers/onedrive/session.ts': {
    may: [
      './wire.ts',
      '../provider.ts',
      '../graph/wire.ts',
      '../../engine/ports/provider.ts',
      '../../../shared/failure.ts',
      'zod',
      'node:crypto',
    ],
    mayNot: [
      '../box/wire.ts',
      '../index.ts',
      '../../engine/queue/queue.ts',
      '../../net/http.ts',
      '../../files/source.ts',
      '../../store/sessions.ts',
      '../../practice/onedrive/names.ts',
      'undici',
      'node:fs',
      'node:fs/promises',
      'fs',
      'node:http',
    ],
  },
  'src/main/providers/graph/wire.ts': { may: ['../provider.ts'], mayNot: ['../onedrive/wire.ts', 'node:fs'] },
  'src/main/providers/provider.ts': {
    may: ['../engine/ports/provider.ts', './graph/wire.ts'],
    mayNot: ['./box/index.ts', './index.ts', '../net/http.ts'],
  },
  'src/main/providers/index.ts': {
    may: ['./box/index.ts', './onedrive/index.ts'],
    mayNot: ['../net/http.ts', 'undici'],
  },
  'src/main/practice/server.ts': {
    may: ['./clock.ts', 'node:http', '../../shared/unreachable.ts', 'zod', 'selfsigned'],
    mayNot: [
      '../engine/ports/clock.ts',
      '../providers/onedrive/limits.ts',
      '../net/http.ts',
      '../store/database.ts',
      '../server/guard.ts',
      '../files/scanner.ts',
      '../secrets/key-file.ts',
      '../log.ts',
      'undici',
      'ws',
    ],
  },
  'src/main/store/database.ts': {
    may: ['better-sqlite3', 'node:fs', '../engine/ports/store.ts'],
    mayNot: [
      'undici',
      'chokidar',
      'electron',
      'ws',
      '../net/http.ts',
      '../providers/provider.ts',
      '../practice/clock.ts',
    ],
  },
  'src/main/files/watch.ts': {
    may: ['chokidar', 'ignore', 'node:fs', '../engine/ports/source.ts'],
    mayNot: ['better-sqlite3', 'undici', '../store/database.ts'],
  },
  'src/main/net/http.ts': {
    may: ['undici', 'node:tls', '../engine/ports/provider.ts'],
    mayNot: ['better-sqlite3', 'chokidar', '../providers/provider.ts', '../practice/clock.ts'],
  },
  'src/main/secrets/key-file.ts': {
    may: ['node:crypto'],
    mayNot: ['electron', 'better-sqlite3', '../store/database.ts'],
  },
  'src/main/server/handlers.ts': {
    may: ['ws', 'node:http', '../engine/engine.ts', '../services/uploads.ts', '../../shared/contract.ts'],
    mayNot: ['undici', 'better-sqlite3', 'electron', '../store/database.ts', '../client/connect.ts', '../compose.ts'],
  },
  'src/main/client/connect.ts': {
    may: ['ws', '../../shared/contract.ts'],
    mayNot: ['../server/guard.ts', '../engine/engine.ts', 'undici', 'commander'],
  },
  'src/main/worker/worker.ts': {
    may: ['../store/database.ts', '../files/scanner.ts', '../engine/ports/store.ts', 'node:worker_threads'],
    mayNot: ['better-sqlite3', 'chokidar', '../net/http.ts', '../providers/provider.ts'],
  },
  'src/main/cli/upload.ts': {
    may: ['commander', 'log-update', '../client/connect.ts', '../compose.ts', '../../shared/contract.ts', 'node:path'],
    mayNot: [
      'ws',
      'undici',
      'better-sqlite3',
      'electron',
      '../engine/engine.ts',
      '../store/database.ts',
      '../shell/app.ts',
    ],
  },
  'src/main/cli.ts': { may: ['commander', './cli/upload.ts', './daemon.ts'], mayNot: ['electron', './shell/app.ts'] },
  'src/main/daemon.ts': { may: ['./compose.ts', './server/local-server.ts'], mayNot: ['electron', './shell/app.ts'] },
  'src/main/log.ts': { may: ['node:fs', './engine/ports/log.ts'], mayNot: ['commander', './store/database.ts'] },
  'src/main/compose.ts': {
    may: ['./engine/engine.ts', './providers/index.ts', './store/database.ts', './net/http.ts', './practice/server.ts'],
    mayNot: ['electron', 'undici', 'better-sqlite3', 'chokidar', 'ws', '../renderer/main.tsx'],
  },
  'src/main/index.ts': { may: ['./compose.ts', './shell/app.ts'], mayNot: ['electron', './store/database.ts'] },
  'src/main/shell/tray.ts': {
    may: ['electron', '../../shared/contract.ts'],
    mayNot: ['../store/database.ts', 'undici'],
  },
  'src/renderer/queue/list.tsx': {
    may: ['../client.ts', '../../shared/contract.ts', 'react'],
    mayNot: ['../../main/engine/engine.ts', 'node:path', 'electron', 'ws'],
  },
  'test/unit/anything.test.ts': { may: ['../../src/main/store/database.ts', 'better-sqlite3', 'node:fs'], mayNot: [] },
}

describe.each(Object.entries(table))('%s', (from, { may, mayNot }) => {
  test('reaches what it needs', () => {
    expect(may.map((specifier) => refusal(from, specifier)).filter((message) => message !== null)).toEqual([])
  })

  test('does not reach further', () => {
    expect(mayNot.filter((specifier) => refusal(from, specifier) === null)).toEqual([])
  })
})

test('a folder that no row of the table names is a mistake by itself', () => {
  expect(isHoused('src/main/helpers/strings.ts')).toBe(false)
  expect(isHoused('src/strings.ts')).toBe(false)
  expect(isHoused('src/main/lock.ts')).toBe(true)
  expect(isHoused('test/support/strings.ts')).toBe(true)
})
