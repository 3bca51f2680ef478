/** From an empty page to files that are at their destination: the first run, the dialog, a watched folder. */

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { FirstRunPage } from '../pages/first-run-page.ts'
import { HistoryPage } from '../pages/history-page.ts'
import { WatchesPage } from '../pages/watches-page.ts'
import { assertArrived, assertNoBarrier } from '../support/assertions.ts'
import { withEveryFace } from '../support/every-face.ts'

withEveryFace('first uploads', (travel) => {
  test('the first run leads in three steps to a file that is verified', async () => {
    await travel(
      async (journey) => {
        const { page, queue } = journey
        const first = new FirstRunPage(page)
        await first.step(1).waitFor()
        await assertNoBarrier(journey)
        await first.practice.click()
        await first.step(2).waitFor()
        await assertNoBarrier(journey)
        await first.place('onedrive:/Mine/First')
        await first.step(3).waitFor()
        await assertNoBarrier(journey)
        await first.sendOnce(await journey.file('first.bin', 700_001))
        await queue.title.getByText('All done').waitFor()
        await queue.go('History')
        const history = new HistoryPage(page)
        await history.row('first.bin').getByText('Done · verified by hash').waitFor()
        await assertNoBarrier(journey)
        await queue.go('Accounts')
        await page.getByRole('article').getByText('Ready').waitFor()
        await assertNoBarrier(journey)
      },
      { isFirstRun: true },
    )
  })

  test('files are added by their paths, and a wrong path is told', async () => {
    await travel(async (journey) => {
      const { page, queue, adding } = journey
      const [one, two] = [await journey.file('one.bin', 300_007), await journey.file('two.bin', 6_000_011)]
      await adding.open()
      await adding.write([one, join(journey.folder, 'nothing.bin')], 'onedrive:/Typed')
      await adding.submit()
      await adding.sheet.getByText('There is nothing at', { exact: false }).waitFor()
      await assertNoBarrier(journey)
      await adding.write([one, two], 'onedrive:/Typed')
      await adding.submit()
      await page.getByText('2 files added.').waitFor()
      await assertArrived(journey, one, '/Typed')
      await assertArrived(journey, two, '/Typed')
      await queue.title.getByText('All done').waitFor()
      await queue.go('History')
      const history = new HistoryPage(page)
      for (const name of ['one.bin', 'two.bin']) await history.row(name).getByText('verified by hash').waitFor()
    })
  })

  test('what appears in a watched folder goes through the queue into the history', async () => {
    await travel(async (journey) => {
      const { page, queue, practice } = journey
      const inbox = join(journey.folder, 'Inbox')
      mkdirSync(inbox)
      await journey.file('old.bin', 4_001, inbox)
      const watches = new WatchesPage(page)
      await queue.go('Watched folders')
      await watches.open()
      await assertNoBarrier(journey)
      await watches.add({ folder: inbox, to: 'onedrive:/Watched/Runs', settleSeconds: 1 })
      await watches.card('Inbox').getByText('Watching').waitFor()
      await watches
        .card('Inbox')
        .getByText(/^Events/)
        .waitFor()
      await assertNoBarrier(journey)
      // Held where the file is on its way, so that the queue can be looked at.
      await practice.fault({ id: 'look', match: { op: 'put' }, action: 'hold', params: { gate: 'look' } })
      const path = await journey.file('run-0001.bin', 9_000_013, inbox)
      await queue.go('Queue')
      await queue.row('run-0001.bin').getByText('Uploading').waitFor()
      expect(await queue.row('run-0001.bin').getAttribute('aria-label')).toContain('to Watched / Runs')
      await assertNoBarrier(journey)
      await practice.clearFaults()
      await queue.row('run-0001.bin').getByText('Done · verified by hash').waitFor()
      await assertArrived(journey, path, '/Watched/Runs')
      await queue.go('History')
      await new HistoryPage(page).row('run-0001.bin').getByText('verified by hash').waitFor()
      await queue.go('Watched folders')
      await watches.card('Inbox').getByText('1 done', { exact: false }).waitFor()
      // New files only, as it was said.
      expect((await practice.children('/Watched/Runs'))?.map(({ name }) => name)).toEqual(['run-0001.bin'])
    })
  })
})
