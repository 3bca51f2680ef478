/** What must be true on every journey. */

import { basename } from 'node:path'
import { expect } from 'vitest'
import { sha256, until } from '../../support/processes.ts'
import type { StoredMail } from '../../support/mail.ts'
import type { Journey } from './journey.ts'
import { axeFindings } from './visit.ts'

/** The file is at the practice cloud, once and with exactly these bytes; in the usual person's drive unless said otherwise. */
export async function assertArrived(
  { practice }: Journey,
  path: string,
  folder: string,
  remoteName = basename(path),
  drive?: string,
): Promise<void> {
  const found = await until(`${remoteName} in ${folder}`, async () => {
    const named = ((await practice.children(folder, drive)) ?? []).filter(({ name }) => name === remoteName)
    return named.length > 0 ? named : null
  })
  expect(found).toHaveLength(1)
  expect(found[0].sha256).toBe(await sha256(path))
}

/** The file is attached to the practice cloud's message or event, once and with exactly these bytes. */
export async function assertAttached(
  { practice }: Journey,
  path: string,
  id: string,
  name = basename(path),
): Promise<void> {
  const found = await until(`${name} attached`, async () => {
    const { items } = await practice.control('GET', '/mail')
    const item = (items as StoredMail['items']).find((one) => one.id === id)
    return item === undefined || item.attachments.length === 0 ? null : item.attachments
  })
  expect(found.map((attached) => [attached.name, attached.sha256])).toEqual([[name, await sha256(path)]])
}

/** Nothing on the screen keeps somebody out, and nothing is wider than the window. */
export async function assertNoBarrier({ app, face }: Journey): Promise<void> {
  expect(await axeFindings(app, face.name === 'electron')).toEqual([])
  const tooWide = await app.page.evaluate<number>(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  )
  expect(tooWide).toBe(0)
}

/** Nothing was against the policy, nothing was thrown, nobody else was asked, nothing was sent twice. */
export async function assertGoodManners({ app, practice }: Journey): Promise<void> {
  expect(app.wrong).toEqual([])
  expect(app.requests.filter((url) => !app.isOwn(url))).toEqual([])
  expect(await practice.violations()).toEqual([])
}
