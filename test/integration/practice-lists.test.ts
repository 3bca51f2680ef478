/** The practice cloud's lists of drafts, events, lists and tasks, asked by hand. */

import { beforeEach, describe, expect, it } from 'vitest'
import { Practice, type RawAnswer, raw } from './practice-client.ts'

let practice: Practice

beforeEach(async () => {
  practice = await Practice.start()
})

const get = (path: string): Promise<RawAnswer> => practice.graph('GET', path)
const window = 'startDateTime=2026-01-01T00:00:00Z&endDateTime=2026-02-01T00:00:00Z'

/** The links as they are, to the end. */
async function follow(path: string): Promise<{ id: string; [member: string]: unknown }[][]> {
  const pages: { id: string }[][] = []
  let answer = await get(path)
  for (let page = 0; page < 10; page += 1) {
    expect(answer.status).toBe(200)
    pages.push(answer.json.value)
    const next: unknown = answer.json['@odata.nextLink']
    if (typeof next !== 'string') return pages
    expect(new URL(next).origin).toBe(practice.cloud.graphUrl)
    answer = await raw('GET', next, { headers: { Authorization: `Bearer ${practice.cloud.token}` } })
  }
  throw new Error('a list without an end')
}

it('drafts come ten a page, the newest first where that is asked for, and only drafts', async () => {
  for (let n = 0; n < 24; n += 1) {
    const modifiedAt = new Date(Date.UTC(2026, 3, 1, 0, (n * 7) % 24)).toISOString()
    await practice.control('POST', '/mail', { what: 'message', subject: `${n}`, modifiedAt, sent: n === 3 })
  }
  const order = '$orderby=lastModifiedDateTime desc'.replace(' ', '%20')
  const pages = await follow(`/me/mailFolders/drafts/messages?${order}&$select=subject,lastModifiedDateTime`)
  expect(pages.map((page) => page.length)).toEqual([10, 10, 4])
  const times = pages.flat().map((item) => String(item['lastModifiedDateTime']))
  expect(times).toEqual(times.toSorted().toReversed())
  expect(Object.keys(pages[0]?.[0] ?? {}).toSorted()).toEqual(['id', 'lastModifiedDateTime', 'subject'])
})

it('a calendar view has what touches its window, in order, in UTC', async () => {
  for (const day of [31, 5, 20]) {
    const startsAt = new Date(Date.UTC(2026, 0, day, 23, 30)).toISOString()
    await practice.control('POST', '/mail', { what: 'event', subject: `${day}`, startsAt })
  }
  const [page] = await follow(`/me/calendarView?${window}`)
  expect(page?.map((item) => item['subject'])).toEqual(['5', '20', '31'])
  expect(page?.[0]?.['start']).toEqual({ dateTime: '2026-01-05T23:30:00.0000000', timeZone: 'UTC' })
})

it('tasks are skipped over by number, lists by token', async () => {
  for (let n = 0; n < 24; n += 1) await practice.control('POST', '/todo', { what: 'task', list: 'practice-list' })
  expect((await follow('/me/todo/lists/practice-list/tasks')).map((page) => page.length)).toEqual([10, 10, 5])
  for (let n = 0; n < 6; n += 1) await practice.control('POST', '/todo', { what: 'list' })
  expect((await follow('/me/todo/lists?$top=3')).map((page) => page.length)).toEqual([3, 3, 1])
})

describe('what is refused', () => {
  it.each([
    ['/me/mailFolders/drafts/messages?$filter=isDraft', 400],
    ['/me/mailFolders/drafts/messages?$select=bodyPreview2', 400],
    ['/me/mailFolders/drafts/messages?$orderby=subject', 400],
    ['/me/mailFolders/drafts/messages?$top=0', 400],
    ['/me/mailFolders/drafts/messages?$skip=-1', 400],
    ['/me/calendarView', 400],
    ['/me/calendarView?startDateTime=2026-01-01T00:00:00Z', 400],
    ['/me/calendarView?startDateTime=soon&endDateTime=2026-01-01T00:00:00Z', 400],
    [`/me/calendarView?${window}&$filter=x`, 400],
    ['/me/todo/lists?$skip=2', 400],
    ['/me/todo/lists/practice-list/tasks?$select=id', 400],
    ['/users/colleague@practice.example/mailFolders/drafts/messages', 403],
  ])('%s: %i', async (path, status) => {
    expect((await get(path)).status).toBe(status)
  })

  it('who has no token, and every other method', async () => {
    for (const path of ['/me/mailFolders/drafts/messages', `/me/calendarView?${window}`, '/me/todo/lists']) {
      expect((await raw('GET', `${practice.cloud.graphUrl}/v1.0${path}`)).status).toBe(401)
      expect((await practice.graph('POST', path, { body: {} })).status).toBe(405)
    }
  })
})
