import { describe, expect, test } from 'vitest'
import { failure, viewOf } from '../../src/shared/failure.ts'
import { aTransfer } from '../fakes/fake-engine.ts'
import { busyWorld } from '../fakes/sample-worlds.ts'
import { QueuePage } from './pages/queue-page.ts'
import { noBrowser } from './support/browser.ts'
import { axeFindings, useBrowser, visiting } from './support/visit.ts'

describe.skipIf(noBrowser !== null)(`answering a conflict${noBrowser === null ? '' : ` (${noBrowser})`}`, () => {
  const browser = useBrowser()

  test.each([
    ['Keep both of Q3 figures.xlsx', 'rename', 'queued'],
    ['Replace the other Q3 figures.xlsx', 'replace', 'queued'],
    ['Skip Q3 figures.xlsx', 'skip', 'skipped'],
  ] as const)('%s, from its card', async (name, conflict, state) => {
    await visiting(browser(), busyWorld(), async ({ page, world }) => {
      const card = new QueuePage(page).card('There is already another Q3 figures.xlsx')
      await card.getByRole('button', { name, exact: true }).click()
      await card.waitFor({ state: 'detached' })
      expect(world.asked).toEqual([{ name: 'retry', input: { ids: ['n1'], conflict } }])
      expect(world.rows.get('n1')?.state).toBe(state)
    })
  })

  test('from its details, and by keyboard', async () => {
    await visiting(browser(), busyWorld(), async (visit) => {
      const { page, world } = visit
      const queue = new QueuePage(page)
      await queue.button('More about Q3 figures.xlsx').click()
      await page.getByRole('menuitem', { name: 'Why?' }).click()
      const replace = queue.drawer.getByRole('button', { name: 'Replace the other Q3 figures.xlsx' })
      await replace.focus()
      expect(await axeFindings(visit)).toEqual([])
      await page.keyboard.press('Enter')
      await queue.drawer.getByText('Queued', { exact: true }).first().waitFor()
      expect(await replace.count()).toBe(0)
      expect(world.asked).toEqual([{ name: 'retry', input: { ids: ['n1'], conflict: 'replace' } }])
    })
  })

  test('many at once; and only those that ask are offered it', async () => {
    const world = busyWorld()
    const changed = (n: number) => viewOf(failure('changed-at-destination', { name: `page-${n}.tif` }), null)
    for (const n of [1, 2, 3]) world.put(aTransfer(`c${n}`, 'blocked', { failure: changed(n) }))
    const denied = viewOf(failure('destination-denied', { destination: 'onedrive:/Theirs' }), null)
    world.put(aTransfer('d1', 'blocked', { failure: denied }))
    await visiting(browser(), world, async ({ page }) => {
      const queue = new QueuePage(page)
      const other = queue.card('This account may not write to onedrive:/Theirs.')
      await other.getByRole('button', { name: 'Retry d1.bin' }).waitFor()
      expect(await other.getByRole('button', { name: 'Keep both' }).count()).toBe(0)
      await queue.card('3 files').getByRole('button', { name: 'Keep both of 3 files' }).click()
      await expect.poll(() => world.rows.get('c3')?.state).toBe('queued')
      expect(world.asked.at(-1)).toEqual({ name: 'retry', input: { ids: ['c1', 'c2', 'c3'], conflict: 'rename' } })
      expect(world.rows.get('n1')?.state).toBe('blocked')
    })
  })
})
