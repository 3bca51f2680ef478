/** Choosing the place by going there: what is listed is what the service has, and what is chosen is where files go. */

import { expect, test } from 'vitest'
import { assertArrived, assertAttached, assertNoBarrier } from '../support/assertions.ts'
import { PlaceDialog } from '../pages/place-dialog.ts'
import { withEveryFace } from '../support/every-face.ts'

withEveryFace('choosing a folder', (travel) => {
  test('a place is gone to folder by folder, chosen, and uploaded to', async () => {
    await travel(async (journey) => {
      const { page, queue, practice } = journey
      for (const name of ['2025', '2026']) await practice.write({ what: 'folder', path: `/Scans/${name}` })
      await practice.write({ what: 'create', path: '/Scans/not a folder.txt', content: 'x' })
      const path = await journey.file('chosen.bin', 50_021)
      await queue.button('Add files').first().click()
      await page.getByLabel('Files or folders').fill(path)
      const field = page.getByRole('textbox', { name: 'Destination' })
      await field.fill('onedrive:/Scans/not a folder.txt')
      await page.getByText("'not a folder.txt' is a file there, not a folder.", { exact: false }).first().waitFor()
      await field.fill('onedrive:/')
      await page.getByRole('button', { name: 'Browse…' }).click()
      const browsing = page.getByRole('dialog', { name: 'Choose a destination' })
      await browsing.getByRole('option', { name: 'Scans' }).click()
      await browsing.getByRole('option', { name: '2026' }).waitFor()
      expect(await browsing.getByRole('option').allTextContents()).toEqual(['2025', '2026'])
      await assertNoBarrier(journey)
      await browsing.getByRole('option', { name: '2026' }).click()
      await browsing.getByText('Goes to My drive / Scans / 2026').waitFor()
      await browsing.getByRole('button', { name: 'Choose this folder' }).click()
      expect(await field.inputValue()).toBe('onedrive:/Scans/2026')
      await queue.button('Add to the queue').click()
      await assertArrived(journey, path, '/Scans/2026')
    })
  })

  test('a draft message is picked in its list, and the file is attached to it', async () => {
    await travel(async (journey) => {
      const { page, queue, practice } = journey
      const wish = { what: 'message', subject: 'Papers <b>for</b> the harbour', to: ['Anna Berg'] }
      const { id } = await practice.control('POST', '/mail', wish)
      const path = await journey.file('papers.bin', 61_003)
      await queue.button('Add files').first().click()
      await page.getByLabel('Files or folders').fill(path)
      const places = new PlaceDialog(page)
      await places.open('')
      await places.option(/^Mail drafts$/).click()
      await places.option(/^Papers <b>for<\/b> the harbour to Anna Berg/).click()
      await assertNoBarrier(journey)
      await places.choose('Choose this message').click()
      expect(await places.field.inputValue()).toBe(`outlook:messages/${id}`)
      await page.getByText('Attaches to “Papers <b>for</b> the harbour”').first().waitFor()
      await queue.button('Add to the queue').click()
      await assertAttached(journey, path, id)
    })
  })

  test('a library of a site: found, a folder made in it, kept, and files go there by a template', async () => {
    await travel(async (journey) => {
      const { page, queue, practice } = journey
      await practice.control('POST', '/directory', {
        what: 'site',
        displayName: 'Yard',
        libraries: ['Documents', 'Films'],
      })
      const path = await journey.file('placed.bin', 40_007)
      await queue.button('Add files').first().press('Enter')
      await page.getByLabel('Files or folders').fill(path)
      const places = new PlaceDialog(page)
      await places.open('')
      await places.option(/^SharePoint sites$/).click()
      const find = places.dialog.getByLabel('Find, or paste a link')
      await find.fill('yard')
      await places.option(/^Yard/).click()
      await places.option(/^Films$/).click()
      await places.dialog.getByRole('button', { name: 'New folder' }).press('Enter')
      await page.keyboard.type('Raw')
      await page.keyboard.press('Enter')
      await places.dialog.getByText(/Films \/ Raw$/).waitFor()
      await places.dialog.getByRole('button', { name: 'Keep as a favourite' }).press('Enter')
      await places.dialog.getByRole('button', { name: 'Favourite', pressed: true }).waitFor()
      await assertNoBarrier(journey)
      await places.choose('Choose this folder').press('Enter')
      await page.getByText('More options').press('Enter')
      await page.getByLabel('Folders by a template').fill('{stem}/{name}')
      await page.getByText('“placed.bin” goes to placed/placed.bin').waitFor()
      const [, drive = ''] = /^onedrive:drives\/([^/]+)\//.exec(await places.field.inputValue()) ?? []
      await queue.button('Add to the queue').click()
      await assertArrived(journey, path, '/Raw/placed', 'placed.bin', drive)
    })
  })
})
