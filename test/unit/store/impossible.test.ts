/** Rows that must not be, tried by direct SQL (fault D13): what no code of ours writes, and a bug could. */

import { describe, expect, it } from 'vitest'
import { isFinal } from '../../../src/shared/lifecycle.ts'
import { added, anItem, bringTo, everyState, openStore } from '../../support/stores.ts'

const item = JSON.stringify(anItem)
const hash = anItem.hash?.value
const failed = JSON.stringify({ code: 'gave-up', facts: {} })

describe('fault-D13 the database refuses', () => {
  const never: Readonly<Record<string, string>> = {
    'an unknown state': "state = 'lost'",
    'an unknown conflict policy': "conflict = 'ask'",
    'a negative size': 'size = -1',
    'a size that no number holds': 'size = 9007199254740992',
    'a version without its time': 'mtime_ns = NULL',
    'a version without its size': 'size = NULL',
    'more acknowledged than there is': 'acknowledged = 1001',
    'fewer acknowledged than nothing': 'acknowledged = -1',
    'half a digest': "digest_algorithm = 'sha1'",
    'a text that is no JSON': "counters = '{'",
    'another file in its place': "path = '/other'",
    'another destination': "destination = 'onedrive:/Other'",
    'another account': "account = 'other'",
    'evidence before it is done': `evidence = 'size', remote = '${item}'`,
    'done without anything': "state = 'done', finished_at = 1",
    'done without evidence': `state = 'done', finished_at = 1, acknowledged = 1000, remote = '${item}'`,
    'done without an item': "state = 'done', finished_at = 1, acknowledged = 1000, evidence = 'accepted'",
    'done with an item that has no id': `state = 'done', finished_at = 1, acknowledged = 1000, evidence = 'accepted', remote = '{"size":1000}'`,
    'done with a part missing': `state = 'done', finished_at = 1, acknowledged = 999, evidence = 'accepted', remote = '${item}'`,
    'done with a failure': `state = 'done', finished_at = 1, acknowledged = 1000, evidence = 'accepted', remote = '${item}', failure = '${failed}'`,
    'done at no time': `state = 'done', acknowledged = 1000, evidence = 'accepted', remote = '${item}'`,
    'a hash as evidence without our hash': `state = 'done', finished_at = 1, acknowledged = 1000, evidence = 'hash', remote = '${item}'`,
    'a hash as evidence that differs': `state = 'done', finished_at = 1, acknowledged = 1000, evidence = 'hash', remote = '${item}', digest_algorithm = 'quickXorHash', digest_value = 'x'`,
    'a hash of another kind as evidence': `state = 'done', finished_at = 1, acknowledged = 1000, evidence = 'hash', remote = '${item}', digest_algorithm = 'sha1', digest_value = '${hash}'`,
    'equal hashes of another size': `state = 'done', finished_at = 1, acknowledged = 1000, evidence = 'hash', remote = json_set('${item}', '$.size', 999), digest_algorithm = 'quickXorHash', digest_value = '${hash}'`,
    'a size as evidence that differs': `state = 'done', finished_at = 1, acknowledged = 1000, evidence = 'size', remote = json_set('${item}', '$.size', 999)`,
    'waiting for no time': `state = 'waiting', failure = '${failed}'`,
    'waiting for no reason': "state = 'waiting', retry_at = 5",
    'blocked for no reason': "state = 'blocked'",
    'failed for no reason': "state = 'failed', finished_at = 1",
    'canceled at no time': "state = 'canceled'",
    'finished and going on': 'finished_at = 1',
  }

  it.each(Object.entries(never))('%s', (_, assignments) => {
    const { db, sync } = openStore()
    const transfer = added(sync)
    expect(() => db.exec(`UPDATE transfer SET ${assignments}`)).toThrow(/constraint failed|never/)
    expect(sync.get(transfer.id)).toEqual(transfer)
  })

  it('to delete what is unfinished, and only that', () => {
    for (const state of everyState) {
      const { db, sync } = openStore()
      const { id } = bringTo(sync, added(sync).id, state)
      const remove = () => db.prepare('DELETE FROM transfer WHERE id = ?').run(id)
      if (isFinal(state)) expect(remove).not.toThrow()
      else expect(remove).toThrow('never disappears')
    }
  })

  it('to take back what is done', () => {
    const { db, sync } = openStore()
    bringTo(sync, added(sync).id, 'done')
    expect(() => db.exec("UPDATE transfer SET state = 'queued', finished_at = NULL, evidence = NULL")).toThrow(
      'done stays done',
    )
  })

  it('a second unfinished transfer of the same file to the same place', () => {
    const { db, sync } = openStore()
    const transfer = added(sync)
    const columns = (db.pragma('table_info(transfer)') as { name: string }[]).map(({ name }) => name)
    const copied = columns.filter((name) => name !== 'seq' && name !== 'id').join(', ')
    const copy = `INSERT INTO transfer (id, ${copied}) SELECT 'copy', ${copied} FROM transfer`
    expect(() => db.exec(copy)).toThrow(/UNIQUE/)
    bringTo(sync, transfer.id, 'failed')
    expect(() => db.exec(copy)).not.toThrow()
  })

  it('two living sessions, one of nothing, and one of what is over', () => {
    const { db, sync } = openStore()
    const { id } = added(sync)
    const open = (session: string, transfer: string) => () =>
      db
        .prepare("INSERT INTO session (id, transfer_id, secret, opened_at) VALUES (?, ?, 'x', 1)")
        .run(session, transfer)
    expect(open('s1', id)).not.toThrow()
    expect(open('s2', id)).toThrow(/UNIQUE/)
    expect(open('s3', 'nobody')).toThrow(/FOREIGN KEY/)
    expect(() => db.exec("UPDATE transfer SET state = 'canceled', finished_at = 1")).toThrow('no living session')
    db.exec('DELETE FROM session')
    bringTo(sync, id, 'failed')
    expect(open('s4', id)).toThrow('opens no session')
  })

  it('acknowledged ranges that touch, are empty, or of no session', () => {
    const { db, sync } = openStore()
    const { id } = added(sync)
    db.prepare("INSERT INTO session (id, transfer_id, secret, opened_at) VALUES ('s', ?, 'x', 1)").run(id)
    const add =
      (start: number, end: number, session = 's') =>
      () =>
        db.prepare('INSERT INTO range VALUES (?, ?, ?)').run(session, start, end)
    expect(add(100, 200)).not.toThrow()
    for (const [start, end] of [
      [100, 200],
      [200, 300],
      [0, 100],
      [0, 500],
      [120, 130],
    ] as const) {
      expect(add(start, end)).toThrow('are merged')
    }
    expect(add(300, 300)).toThrow(/constraint/)
    expect(add(300, 299)).toThrow(/constraint/)
    expect(add(-1, 50)).toThrow(/constraint/)
    expect(add(0, 50, 'nobody')).toThrow(/FOREIGN KEY/)
    expect(() => db.exec('UPDATE range SET "end" = 999')).toThrow('are replaced')
  })

  it('to rewrite or delete what was decided', () => {
    const { db, sync } = openStore()
    added(sync)
    expect(() => db.exec("UPDATE step SET why = 'nice'")).toThrow('not rewritten')
    expect(() => db.exec('DELETE FROM step')).toThrow('only deleted by pruning')
  })

  it('to count below nothing', () => {
    const { db, sync } = openStore()
    added(sync)
    expect(() => db.exec('UPDATE tally SET count = count - 2')).toThrow(/constraint/)
    expect(() => db.exec('UPDATE lane_tally SET count = count - 2')).toThrow(/constraint/)
  })
})
