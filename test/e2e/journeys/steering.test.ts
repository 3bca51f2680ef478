/** Somebody steers what is under way: pause, resume, cancel with second thoughts, why. */

import { expect, test } from 'vitest'
import { until } from '../../support/processes.ts'
import { HistoryPage } from '../pages/history-page.ts'
import { assertArrived, assertNoBarrier } from '../support/assertions.ts'
import { withEveryFace } from '../support/every-face.ts'
import type { Journey } from '../support/journey.ts'

const MiB = 1024 * 1024

/** Slow enough that there is a middle, quick enough to see its end. */
const slow = { 'bandwidth.bytesPerSecond': String(2 * MiB) }
const fast = ['settings', 'set', 'bandwidth.bytesPerSecond', 'null'] as const

/** The service has taken a part of it. */
async function untilUnderWay({ queue }: Journey, name: string): Promise<void> {
  await queue
    .row(name)
    .getByText(/^Uploading · [1-9]/)
    .waitFor()
}

withEveryFace('steering', (travel) => {
  test('one is paused and resumed, then all are', async () => {
    await travel(
      async (journey) => {
        const { queue, practice } = journey
        const [one, two] = [await journey.file('one.bin', 14 * MiB + 1), await journey.file('two.bin', 14 * MiB + 2)]
        await journey.add(one, 'onedrive:/Steered')
        await journey.add(two, 'onedrive:/Steered')
        await untilUnderWay(journey, 'one.bin')
        await queue.row('one.bin').getByRole('button', { name: 'Pause one.bin' }).click()
        await queue.row('one.bin').getByText('Paused').waitFor()
        await untilUnderWay(journey, 'two.bin')
        await assertNoBarrier(journey)
        await queue.button('Pause all').click()
        await queue.title.getByText('Paused · 2 files left').waitFor()
        await assertNoBarrier(journey)
        const total = await practice.total()
        await queue.row('one.bin').getByRole('button', { name: 'Resume one.bin' }).click()
        await queue.row('one.bin').getByText('Queued').waitFor()
        expect(await practice.total()).toBe(total)
        await journey.cli(...fast)
        await queue.button('Resume all').click()
        await assertArrived(journey, one, '/Steered')
        await assertArrived(journey, two, '/Steered')
        await queue.title.getByText('All done').waitFor()
      },
      { settings: slow },
    )
  })

  test('a cancel that is taken back changes nothing, one that is not leaves nothing at the service', async () => {
    await travel(
      async (journey) => {
        const { page, queue, practice } = journey
        const [kept, gone] = [await journey.file('kept.bin', 12 * MiB), await journey.file('gone.bin', 40 * MiB)]
        await journey.add(gone, 'onedrive:/Given up')
        await journey.add(kept, 'onedrive:/Given up')
        await untilUnderWay(journey, 'kept.bin')
        await queue.row('kept.bin').getByRole('button', { name: 'Cancel kept.bin' }).click()
        await page.getByText('One upload will be cancelled.').waitFor()
        await queue.undo.click()
        await page.getByText('The upload goes on.').waitFor()
        await untilUnderWay(journey, 'gone.bin')
        expect(await practice.openSessions('/Given up/gone.bin')).toHaveLength(1)
        await queue.row('gone.bin').getByRole('button', { name: 'Cancel gone.bin' }).click()
        await page.getByText('One upload will be cancelled.').waitFor()
        await assertNoBarrier(journey)
        // The time for second thoughts is the page's own.
        await queue.row('gone.bin').waitFor({ state: 'detached' })
        await until('the end of the session', async () =>
          (await practice.openSessions('/Given up/gone.bin')).length === 0 ? true : null,
        )
        await journey.cli(...fast)
        await assertArrived(journey, kept, '/Given up')
        expect((await practice.children('/Given up'))?.map(({ name }) => name)).toEqual(['kept.bin'])
        await queue.go('History')
        await new HistoryPage(page).state('gone.bin', 'Cancelled').waitFor()
      },
      { settings: slow },
    )
  })

  test('“Why?” tells what was decided, and the drawer what there is to know', async () => {
    await travel(async (journey) => {
      const { page, queue, practice } = journey
      await practice.fault({
        match: { op: 'put' },
        action: 'respond',
        params: { status: 500, code: 'generalException' },
      })
      await practice.fault({ id: 'look', match: { op: 'put', nth: 3 }, action: 'hold', params: { gate: 'look' } })
      const path = await journey.file('asked.bin', 14 * MiB + 5)
      await journey.add(path, 'onedrive:/Asked')
      await queue.row('asked.bin').getByText('Uploading').waitFor()
      await queue.row('asked.bin').dblclick()
      await queue.drawer.getByText(path).waitFor()
      await queue.drawer.getByRole('button', { name: 'Why?' }).click()
      await queue.drawer.getByText('queued', { exact: false }).first().waitFor()
      await assertNoBarrier(journey)
      await page.keyboard.press('Escape')
      await queue.drawer.waitFor({ state: 'detached' })
      await practice.clearFaults()
      await assertArrived(journey, path, '/Asked')
      await queue.go('History')
      await page.getByRole('button', { name: 'asked.bin' }).click()
      await queue.drawer.getByRole('button', { name: 'Why?' }).click()
      await queue.drawer.getByText('The destination’s checksum equals ours').waitFor()
      await queue.drawer.getByText("done: the destination's quickXorHash equals ours").waitFor()
      // Newest first, each link of the chain with its reason.
      const chain = [
        "done: the destination's quickXorHash equals ours",
        'verifying: the destination took the last range',
        'trying again: the wait is over',
        'server-error',
        'session opened: expires',
        'queued: added by hand',
      ]
      const told = (await queue.drawer.getByRole('listitem').allTextContents()).join('\n')
      const places = chain.map((link) => told.indexOf(link))
      expect(places).not.toContain(-1)
      expect(places).toEqual(places.toSorted((a, b) => a - b))
    })
  })
})
