/** A link to what was uploaded, from the page to the service and into the clipboard. */

import { expect, test } from 'vitest'
import { HistoryPage } from '../pages/history-page.ts'
import { LinkDialog } from '../pages/link-dialog.ts'
import { assertNoBarrier } from '../support/assertions.ts'
import { withEveryFace } from '../support/every-face.ts'

withEveryFace('links', (travel) => {
  test('a file that is done gets its link, and the service has that very link; a link of its batch, too', async () => {
    await travel(async (journey) => {
      const { page, queue, practice } = journey
      await journey.add(await journey.file('shared.bin', 200_003), 'onedrive:/Shared')
      await queue.title.getByText('All done').waitFor()
      await queue.go('History')
      await new HistoryPage(page).row('shared.bin').getByRole('button').click()
      const dialog = new LinkDialog(page)
      await dialog.open()
      await assertNoBarrier(journey)
      await practice.control('POST', '/switches', { widestLink: 'organization' })
      await dialog.wish({ scope: 'Anyone who has the link' })
      await dialog.make()
      await dialog.sheet.getByRole('alert').getByText('Sharing by link is not enabled', { exact: false }).waitFor()
      await dialog.wish({ kind: 'change the file', scope: 'People of your organization' })
      await dialog.make()
      await dialog.sheet.getByText('People of your organization can change the file. It has no end.').waitFor()
      await dialog.said('The link is on the clipboard.')
      await assertNoBarrier(journey)
      const { links } = await practice.control('GET', '/links')
      expect(links).toMatchObject([{ path: '/Shared/shared.bin', type: 'edit', scope: 'organization' }])
      expect(await dialog.shown()).toBe(links[0].url)
      await dialog.close()
      await dialog.open('Links of its batch')
      await dialog.wish({ kind: 'change the file', scope: 'People of your organization' })
      await dialog.make()
      await expect.poll(() => dialog.shown()).toBe(links[0].url)
    })
  })
})
