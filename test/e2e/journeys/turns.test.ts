/** The app and the daemon take turns with one data folder, and nothing is lost on the way. */

import { expect, test } from 'vitest'
import { HistoryPage } from '../pages/history-page.ts'
import { assertArrived } from '../support/assertions.ts'
import { withTheApp } from '../support/every-face.ts'
import { windowOf } from '../support/faces/electron-face.ts'

const MiB = 1024 * 1024
const holdThird = { match: { op: 'put', nth: 3 }, action: 'hold', params: { gate: 'turn' } }

withTheApp('app and daemon', (travel) => {
  test('what one began the other ends', async () => {
    await travel(async (journey) => {
      const { practice } = journey
      const app = windowOf(journey)
      const path = await journey.file('turns.bin', 60 * MiB + 5)
      await practice.fault(holdThird)
      await journey.add(path, 'onedrive:/Turns')
      await practice.held('put', 0)
      await app.close()
      const seen = await practice.total()
      await practice.clearFaults()
      await practice.fault({ ...holdThird, match: { op: 'put', nth: 2 } })
      const daemon = await app.station.startDaemon()
      await practice.held('put', seen)
      await daemon.kill()
      await practice.clearFaults()
      await app.startAgain()
      await assertArrived(journey, path, '/Turns')
      await journey.queue.go('History')
      await new HistoryPage(journey.page).row('turns.bin').getByText('verified by hash').waitFor()
      // One session for all three of them.
      const opened = (await practice.journal()).filter(({ op, status }) => op === 'create' && status === 200)
      expect(opened).toHaveLength(1)
    })
  })

  test('the app shows what a daemon does, and takes over when that is gone', async () => {
    await travel(async (journey) => {
      const { practice } = journey
      const app = windowOf(journey)
      await app.close()
      const daemon = await app.station.startDaemon()
      await app.startAgain()
      const path = await journey.file('shared.bin', 48 * MiB + 9)
      await practice.fault(holdThird)
      await journey.add(path, 'onedrive:/Shared')
      await journey.queue
        .row('shared.bin')
        .getByText(/^Uploading · [1-9]/)
        .waitFor()
      expect((await journey.cli('status')).owner).toMatchObject({ kind: 'daemon', pid: daemon.pid })
      await practice.held('put', 0)
      await daemon.kill()
      await practice.clearFaults()
      await assertArrived(journey, path, '/Shared')
      expect((await journey.cli('status')).owner).toMatchObject({ kind: 'app' })
      await journey.queue.title.getByText('All done').waitFor()
    })
  })
})
