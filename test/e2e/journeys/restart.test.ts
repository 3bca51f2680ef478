/** The engine dies without a word in the middle of a large file. */

import { expect, test } from 'vitest'
import { until } from '../../support/processes.ts'
import { HistoryPage } from '../pages/history-page.ts'
import { assertArrived, assertNoBarrier } from '../support/assertions.ts'
import { withEveryFace } from '../support/every-face.ts'

const MiB = 1024 * 1024

withEveryFace('killed in the middle', (travel) => {
  test('the page says so, comes back, and the upload goes on where it was', async () => {
    await travel(async (journey) => {
      const { app, queue, practice } = journey
      const path = await journey.file('large.bin', 48 * MiB + 17)
      // The first ranges go through; the third is on its way when it happens.
      const third = { match: { op: 'put', nth: 3 }, action: 'hold', params: { gate: 'middle' } }
      await practice.fault(third)
      await journey.add(path, 'onedrive:/Killed')
      await practice.held('put', 0)
      await queue
        .row('large.bin')
        .getByText(/^Uploading · [1-9]/)
        .waitFor()
      const { acknowledgedBytes } = (await journey.cli('list'))[0]
      expect(acknowledgedBytes).toBeGreaterThan(0)
      await app.kill()
      if (journey.face.name === 'browser') {
        await queue.page.getByText('Not connected to the engine.').waitFor()
        // What was known is still there to be read.
        expect(await queue.row('large.bin').count()).toBe(1)
        await assertNoBarrier(journey)
      }
      const before = await practice.total()
      await practice.clearFaults()
      await app.startAgain()
      // A token of the daemon that is dead opens nothing at the new one; the page had to try it to know.
      expect(app.wrong.splice(0).filter((text) => !text.includes('status of 401'))).toEqual([])
      await assertArrived(journey, path, '/Killed')
      await journey.queue.go('History')
      await new HistoryPage(journey.page).row('large.bin').getByText('verified by hash').waitFor()
      // It went on from what the service had confirmed, in the session that it had.
      const after = (await practice.journal(before)).filter(({ op }) => op === 'put' || op === 'create')
      expect(after.filter(({ op }) => op === 'create')).toEqual([])
      expect(after[0].rangeStart).toBeGreaterThanOrEqual(acknowledgedBytes)
      await until('no session left', async () => ((await practice.openSessions('/Killed')).length === 0 ? true : null))
    })
  })
})
