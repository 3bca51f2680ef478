/** Cancelling, with second thoughts and without. */

import { expect, test } from 'vitest'
import { until } from '../../support/processes.ts'
import { HistoryPage } from '../pages/history-page.ts'
import { assertArrived, assertNoBarrier } from '../support/assertions.ts'
import { withEveryFace } from '../support/every-face.ts'
import { fast, slow, untilUnderWay } from '../support/slow.ts'

const MiB = 1024 * 1024

withEveryFace('cancelling', (travel) => {
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
})
