/** Every screen with a real engine behind it, as the system and the window may want it. */

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'vitest'
import { HistoryPage } from '../pages/history-page.ts'
import { assertNoBarrier } from '../support/assertions.ts'
import { withEveryFace } from '../support/every-face.ts'
import type { Journey } from '../support/journey.ts'

const MiB = 1024 * 1024

const dresses: readonly (readonly [string, (journey: Journey) => Promise<void>])[] = [
  ['light', ({ page }) => page.emulateMedia({ colorScheme: 'light' })],
  ['dark', ({ page }) => page.emulateMedia({ colorScheme: 'dark' })],
  ['narrow', ({ app }) => app.resize(420, 720)],
]

/** With something of each kind: done, half there, refused, watched. */
async function furnish(journey: Journey): Promise<void> {
  const { practice, queue, page } = journey
  await journey.cli('upload', await journey.file('done.bin', 90_001), '--to', 'onedrive:/Looks', '--wait')
  await journey.cli('upload', await journey.file('not: allowed.bin', 1_001), '--to', 'onedrive:/Looks')
  const inbox = join(journey.folder, 'Inbox')
  mkdirSync(inbox)
  await journey.cli('watch', 'add', inbox, '--to', 'onedrive:/Looks')
  await practice.fault({ match: { op: 'put', nth: 2 }, action: 'hold', params: { gate: 'look' } })
  await journey.cli('upload', await journey.file('half.bin', 20 * MiB), '--to', 'onedrive:/Looks')
  await queue
    .row('half.bin')
    .getByText(/^Uploading · [1-9]/)
    .waitFor()
  await queue.row('half.bin').getByRole('button', { name: 'Pause half.bin' }).click()
  await queue.row('half.bin').getByText('Paused').waitFor()
  await page.getByRole('article').getByText('Rename the file, then retry.').waitFor()
}

withEveryFace('looks', (travel) => {
  test('nothing keeps anybody out of any screen: light, dark, narrow', async () => {
    await travel(async (journey) => {
      const { page, queue } = journey
      await furnish(journey)
      for (const [, put] of dresses) {
        await put(journey)
        await assertNoBarrier(journey)
        await queue.go('Watched folders')
        await page.getByRole('article', { name: 'Inbox' }).waitFor()
        await assertNoBarrier(journey)
        await queue.go('History')
        await new HistoryPage(page).row('done.bin').waitFor()
        await assertNoBarrier(journey)
        await queue.go('Accounts')
        await page.getByRole('article', { name: 'work' }).waitFor()
        await assertNoBarrier(journey)
        await queue.go('Settings')
        await page.getByLabel('Speed limit').waitFor()
        await assertNoBarrier(journey)
        await queue.go('Queue')
        await queue.row('half.bin').waitFor()
      }
    })
  })
})
