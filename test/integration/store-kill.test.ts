/** A process that writes is killed in mid-write, again and again: what it had acknowledged is there afterwards. */

import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { openDatabase } from '../../src/main/store/database.ts'
import { type SqliteStore, createSqliteStore } from '../../src/main/store/sqlite-store.ts'
import { SeededRandom } from '../fakes/random.ts'
import { MiB } from '../support/store-rows.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const writer = fileURLToPath(new URL('../support/store-writer.ts', import.meta.url))
const kills = 24

/** Everything that was ever said: what must be true from then on. */
class Said {
  readonly queued = new Map<string, string>()
  readonly acknowledged = new Map<string, number>()
  readonly done = new Map<string, string>()

  hear(line: string): void {
    const [word, id = '', rest = ''] = line.split(' ')
    if (word === 'queued') this.queued.set(id, rest)
    else if (word === 'acknowledged') this.acknowledged.set(id, Number(rest))
    else if (word === 'done') this.done.set(id, rest)
  }
}

/** Lets it say so many lines, kills it, and hears the rest of what it had said. */
async function killAfter(child: ChildProcess, lines: number, said: Said): Promise<void> {
  if (child.stdout === null) throw new Error('it has no output')
  let left = lines
  const reader = createInterface({ input: child.stdout })
  const ended = new Promise((resolve) => child.once('close', (_code, signal) => resolve(signal)))
  reader.on('line', (line) => {
    said.hear(line)
    left -= 1
    if (left === 0) child.kill('SIGKILL')
  })
  expect(await ended).toBe('SIGKILL')
}

function expectKept(store: SqliteStore, said: Said): void {
  for (const [id, path] of said.queued) expect(store.get(id), path).toMatchObject({ path })
  for (const [id, bytes] of said.acknowledged) {
    const transfer = store.get(id)
    expect(transfer?.acknowledgedBytes).toBeGreaterThanOrEqual(bytes)
    const session = store.session(id)
    if (session === null) expect(['verifying', 'queued', 'done']).toContain(transfer?.state)
    else {
      expect(session.acknowledged).toEqual([{ start: 0, end: transfer?.acknowledgedBytes }])
      expect(session.digestOffset).toBe(transfer?.acknowledgedBytes)
    }
  }
  for (const [id, path] of said.done) {
    expect(store.get(id)).toMatchObject({ state: 'done', evidence: 'hash', acknowledgedBytes: 10 * MiB })
    expect(store.ledgerGet('me', 'onedrive:/Scans', path)).not.toBeNull()
  }
}

function expectWhole(path: string, said: Said): void {
  const { db, repair } = openDatabase(path, 0)
  try {
    expect(repair).toBeNull()
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
    expect(db.pragma('foreign_key_check')).toEqual([])
    // Batches of three: all or none.
    const halves = db.prepare('SELECT 1 FROM transfer GROUP BY substr(path, 1, length(path) - 2) HAVING count(*) <> 3')
    expect(halves.all()).toEqual([])
    const counted = db.prepare('SELECT state, count(*) AS count FROM transfer GROUP BY state ORDER BY state').all()
    expect(db.prepare('SELECT state, count FROM tally WHERE count > 0 ORDER BY state').all()).toEqual(counted)
    const store = createSqliteStore(db, () => 'unused')
    expectKept(store, said)
    store.recover(0)
    expectKept(store, said)
  } finally {
    db.close()
  }
}

test(`nothing that was acknowledged is lost by ${kills} kills`, async () => {
  const path = join(temporaryFolder(), 'longshore.db')
  const random = new SeededRandom(20_261_121)
  const said = new Said()
  for (let n = 0; n < kills; n += 1) {
    const child = spawn(process.execPath, [writer, path, `${n}`], { stdio: ['ignore', 'pipe', 'inherit'] })
    onTestFinished(() => void child.kill('SIGKILL'))
    await killAfter(child, 2 + Math.floor(random.fraction() * 120), said)
    expectWhole(path, said)
  }
  expect(said.queued.size).toBeGreaterThan(kills)
  expect(said.done.size).toBeGreaterThan(0)
})
