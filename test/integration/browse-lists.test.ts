/** Looking for a message, an event or a task to attach to: through the service, from the practice cloud's own lists. */

import { afterEach, describe, expect, it } from 'vitest'
import type { FolderView } from '../../src/shared/destinations-contract.ts'
import type { Result } from '../../src/shared/failure.ts'
import { oneDriveBench } from '../support/onedrive-bench.ts'
import { OwnerBench, expectGoodManners, valueOf } from '../support/owner-bench.ts'

afterEach(expectGoodManners)

const { signal } = new AbortController()
const codeOf = (result: Result<unknown>): string => (result.ok ? 'ok' : result.failure.code)
const at = (n: number): string => new Date(Date.UTC(2026, 0, 10, 8, n)).toISOString()
const inDays = (days: number): string => new Date(Date.now() + days * 24 * 3_600_000).toISOString()

async function all(bench: OwnerBench, place: string): Promise<FolderView[]> {
  const found: FolderView[] = []
  let cursor: string | null | undefined
  for (let page = 0; page < 20 && cursor !== null; page += 1) {
    const asked = { place, ...(typeof cursor === 'string' && { cursor }) }
    const answer = valueOf(await bench.client.destinations.browse(asked))
    found.push(...answer.folders)
    cursor = answer.cursor
  }
  return found
}

describe('drafts', () => {
  it('are told with their subject, date and who they go to, the newest first, in pages', async () => {
    const bench = await OwnerBench.open()
    const ids: string[] = []
    for (let n = 0; n < 120; n += 1) {
      const wish = { what: 'message', subject: `Draft ${n}`, modifiedAt: at(n), to: ['Anna', 'Ben Ito'] }
      ids.push((await bench.practice.control('POST', '/mail', wish)).id)
    }
    await bench.practice.control('POST', '/mail', { what: 'message', subject: 'Sent', sent: true })
    const found = await all(bench, 'outlook:drafts')
    // The 120, and the one that every practice cloud has.
    expect(found.map(({ name }) => name)).toEqual([
      ...Array.from({ length: 120 }, (_, n) => `Draft ${119 - n}`),
      'A draft to try',
    ])
    expect(found[0]).toEqual({
      kind: 'message',
      name: 'Draft 119',
      address: `outlook:messages/${ids[119]}`,
      place: null,
      hasChildren: false,
      detail: 'Anna, Ben Ito',
      at: at(119),
    })
    expect(await bench.requests('drafts')).toHaveLength(3)
    const [picked] = found
    const checked = valueOf(await bench.client.destinations.check({ to: picked?.address ?? '' }))
    expect(checked).toMatchObject({ is: 'item', name: 'Draft 119', address: picked?.address })
    expect(valueOf(await bench.client.destinations.browse({ place: picked?.address ?? '' })).folders).toEqual([])
  })

  it('hostile and poor answers are shown as they are, or left out', async () => {
    const bench = await OwnerBench.open()
    const value = [
      { id: 'A=', subject: '<img src=x onerror=alert(1)>\u202e' },
      { id: 'B', subject: null, lastModifiedDateTime: 'yesterday', toRecipients: 'nobody' },
      { id: 'C', subject: 'Sent long ago', isDraft: false },
      { id: '../../drive', subject: 'Elsewhere' },
      { id: 'with space', subject: 'No address leads here' },
      { id: 7, subject: 'Seven' },
      null,
      { id: 'D', subject: 'x'.repeat(5_000), toRecipients: [{ emailAddress: { name: null, address: 'a@b.example' } }] },
    ]
    const params = { status: 200, json: { value } }
    await bench.practice.fault({ match: { op: 'drafts' }, action: 'respond', params })
    const found = await all(bench, 'outlook:drafts')
    expect(found.map(({ name, address, detail, at: when }) => [name.slice(0, 40), address, detail, when])).toEqual([
      ['<img src=x onerror=alert(1)>\u202e', 'outlook:messages/A=', null, null],
      ['', 'outlook:messages/B', null, null],
      ['x'.repeat(40), 'outlook:messages/D', 'a@b.example', null],
    ])
    expect(found[2]?.name).toHaveLength(500)
  })

  it('refused: who may not read mail is told so', async () => {
    const bench = await OwnerBench.open()
    await bench.practice.fault({ match: { op: 'drafts' }, action: 'respond', params: { status: 403 } })
    expect(codeOf(await bench.client.destinations.browse({ place: 'outlook:drafts' }))).toBe('destination-denied')
  })
})

describe('the calendar', () => {
  it('has what is to come, in order, and neither what is over nor what is far away', async () => {
    const bench = await OwnerBench.open()
    for (const [subject, days, isAllDay] of [
      ['Over', -3, false],
      ['Later', 20, false],
      ['Holiday', 5, true],
      ['Next year', 300, false],
    ] as const) {
      await bench.practice.control('POST', '/mail', { what: 'event', subject, startsAt: inDays(days), isAllDay })
    }
    const found = await all(bench, 'outlook:events')
    expect(found.map(({ name, kind }) => [kind, name])).toEqual([
      ['event', 'A meeting to try'],
      ['event', 'Holiday'],
      ['event', 'Later'],
    ])
    expect(found[1]?.at).toBe(inDays(5).slice(0, 10))
    expect(found[2]?.at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
    expect(found[0]?.address).toBe('outlook:events/practice-event')
    const checked = valueOf(await bench.client.destinations.check({ to: 'outlook:events/practice-event' }))
    expect(checked).toMatchObject({ is: 'item', name: 'A meeting to try' })
  })
})

describe('To Do', () => {
  it('has lists that are gone into, and tasks that are still to do', async () => {
    const bench = await OwnerBench.open()
    const { id } = await bench.practice.control('POST', '/todo', { what: 'list', displayName: 'Harbour' })
    for (let n = 0; n < 130; n += 1) {
      const wish = { what: 'task', list: id, title: `Task ${n}`, isCompleted: n % 2 === 1, due: '2026-12-24T00:00:00Z' }
      await bench.practice.control('POST', '/todo', wish)
    }
    const lists = await all(bench, 'todo:lists')
    expect(lists.map(({ kind, name, address, place }) => [kind, name, address, place])).toEqual([
      ['list', 'Tasks', null, 'todo:lists/practice-list'],
      ['list', 'Harbour', null, `todo:lists/${id}`],
    ])
    const tasks = await all(bench, `todo:lists/${id}`)
    expect(tasks.map(({ name }) => name)).toEqual(Array.from({ length: 65 }, (_, n) => `Task ${2 * n}`))
    expect(tasks[0]).toMatchObject({ kind: 'task', place: null, at: '2026-12-24' })
    expect(valueOf(await bench.client.destinations.check({ to: tasks[0]?.address ?? '' }))).toMatchObject({
      is: 'item',
      name: 'Task 0',
    })
  })

  it('a list that is gone is told so', async () => {
    const bench = await OwnerBench.open()
    expect(codeOf(await bench.client.destinations.browse({ place: 'todo:lists/nowhere' }))).toBe('destination-gone')
  })
})

describe('Universal Print', () => {
  it('has the printers that are shared, page by page, with where they stand', async () => {
    const bench = await OwnerBench.open()
    for (let n = 0; n < 60; n += 1) {
      const wish = { what: 'share', printer: 'practice-printer', displayName: `Floor ${n}` }
      await bench.practice.control('POST', '/print', wish)
    }
    const found = await all(bench, 'print:shares')
    expect(found).toHaveLength(62)
    expect(found.map(({ name }) => name)).toContain('Floor 59')
    const [first] = found.filter(({ address }) => address === 'print:shares/practice-printer-share')
    expect(first).toMatchObject({ kind: 'printer', place: null, detail: 'Office, Counter' })
    const checked = valueOf(await bench.client.destinations.check({ to: 'print:shares/practice-printer-share' }))
    expect(checked).toMatchObject({ is: 'item', name: first?.name })
  })
})

it.each(['outlook:inbox', 'outlook:drafts/x', 'todo:lists/a/b', 'todo:', 'print:printers', 'onedrive:'])(
  '%s is nothing to look into',
  async (place) => {
    const bench = await OwnerBench.open()
    expect(codeOf(await bench.client.destinations.browse({ place }))).toBe('address-invalid')
  },
)

it.each([
  ['drafts', 'outlook:drafts'],
  ['calendar', 'outlook:events'],
  ['list', 'todo:lists'],
  ['task', 'todo:lists/practice-list'],
  ['shares', 'print:shares'],
])('fault-N15 the token of %s goes nowhere else, and no list is without an end', async (op, place) => {
  const bench = await OwnerBench.open()
  const respond = (json: object) =>
    bench.practice.fault({ match: { op }, action: 'respond', params: { status: 200, json }, times: 1 })
  await respond({ value: [], '@odata.nextLink': 'https://evil.example/v1.0/me' })
  expect(codeOf(await bench.client.destinations.browse({ place }))).toBe('unsafe-redirect')
  await respond({ value: 'none' })
  expect(codeOf(await bench.client.destinations.browse({ place }))).toBe('bad-response')
})

describe.each([false, true])('a provider by itself (TLS: %s)', (tls) => {
  it.each([
    ['outlook:messages/practice-draft', 'outlook:drafts', 'A draft to try'],
    ['outlook:messages/practice-draft', 'outlook:events', 'A meeting to try'],
    ['todo:lists/practice-list/tasks/practice-task', 'todo:lists', 'Tasks'],
    [
      'todo:lists/practice-list/tasks/practice-task',
      'todo:lists/practice-list',
      'Send the papers to the harbour office',
    ],
  ])('%s: what is in %s', async (address, place, name) => {
    const { provider } = await oneDriveBench({ tls })
    const page = valueOf(await (await provider(address)).browse(place, null, { signal }))
    expect(page.folders.map((entry) => entry.name)).toEqual([name])
    expect(page.next).toBeNull()
    const elsewhere = await (await provider(address)).browse(place, 'https://evil.example/v1.0/me', { signal })
    expect(codeOf(elsewhere)).toBe('unsafe-redirect')
    expect(codeOf(await (await provider(address)).browse('onedrive:/', null, { signal }))).toBe('address-not-supported')
  })
})
