import { describe, expect, test } from 'vitest'
import type { Page } from 'playwright'
import { officeWorld, printWorld } from '../fakes/sample-worlds.ts'
import { PlaceDialog } from './pages/place-dialog.ts'
import { noBrowser } from './support/browser.ts'
import { axeFindings, useBrowser, visiting } from './support/visit.ts'

async function openPlaces(page: Page, from = ''): Promise<PlaceDialog> {
  const places = new PlaceDialog(page)
  await page.getByRole('main').getByRole('button', { name: 'Add files', exact: true }).first().click()
  await places.open(from)
  return places
}

describe.skipIf(noBrowser !== null)(`choosing what to attach to${noBrowser === null ? '' : ` (${noBrowser})`}`, () => {
  const browser = useBrowser()

  test('a draft is picked in its list and chosen, and the field says what it is', async () => {
    await visiting(browser(), officeWorld(), async (visit) => {
      const { page } = visit
      const at = await openPlaces(page)
      await at.option(/^My drive$/).waitFor()
      expect(await at.choose('Choose').isDisabled()).toBe(true)
      expect(await axeFindings(visit)).toEqual([])
      await at.option(/^Mail drafts$/).click()
      await at.option(/^Figures for the harbour office to Anna Berg, Ben Ito · 2 Mar 2026/).waitFor()
      await at.option(/^\(no title\) 1 Mar 2026/).waitFor()
      expect(await at.choose('Choose this message').isDisabled()).toBe(true)
      await at.option(/^Figures/).click()
      await at.dialog.getByText('Attaches to “Figures for the harbour office”').waitFor()
      expect(await axeFindings(visit)).toEqual([])
      await at.choose('Choose this message').click()
      await at.dialog.waitFor({ state: 'detached' })
      expect(await at.field.inputValue()).toBe('outlook:messages/M1')
      await page.getByText('Attaches to “Figures for the harbour office”').first().waitFor()
    })
  })

  test('a printer is picked with where it stands, and chosen', async () => {
    await visiting(browser(), printWorld(), async (visit) => {
      const at = await openPlaces(visit.page)
      await at.option(/^Printers$/).click()
      await at.option(/^Harbour office Office, Counter$/).waitFor()
      await at.option(/^Photo corner$/).waitFor()
      expect(await at.choose('Choose this printer').isDisabled()).toBe(true)
      await at.option(/^Harbour office/).click()
      await at.dialog.getByText('Prints on “Harbour office”').waitFor()
      expect(await axeFindings(visit)).toEqual([])
      await at.choose('Choose this printer').click()
      await at.dialog.waitFor({ state: 'detached' })
      expect(await at.field.inputValue()).toBe('print:shares/P1')
      await visit.page.getByText('Prints on “Harbour office”').first().waitFor()
    })
  })

  test('by keyboard: Enter picks, and Enter again chooses; from a list one comes back to the places', async () => {
    await visiting(browser(), officeWorld(), async ({ page }) => {
      const at = await openPlaces(page)
      await at.option(/^To Do$/).waitFor()
      await at.list.focus()
      await page.keyboard.type('to')
      await page.keyboard.press('Enter')
      await at.option(/^Harbour$/).waitFor()
      await page.keyboard.press('End')
      await page.keyboard.press('Enter')
      await at.dialog.getByText('Nothing to do in here').waitFor()
      await page.keyboard.press('ArrowLeft')
      await at.option(/^Tasks$/).waitFor()
      await expect.poll(at.active).toBe('Harbour')
      await page.keyboard.press('Backspace')
      await at.option(/^Calendar$/).waitFor()
      await expect.poll(at.active).toBe('To Do')
      await page.keyboard.press('Enter')
      await at.option(/^Tasks$/).waitFor()
      await page.keyboard.press('Home')
      await page.keyboard.press('Enter')
      await at.option(/^Send the papers due 4 Mar 2026$/).waitFor()
      await page.keyboard.press('Enter')
      await at.dialog.getByText('Attaches to “Send the papers”').waitFor()
      await at.dialog.getByText('Picked: Send the papers').waitFor({ state: 'attached' })
      await page.keyboard.press('Enter')
      await at.dialog.waitFor({ state: 'detached' })
      expect(await at.field.inputValue()).toBe('todo:lists/L1/tasks/T1')
    })
  })

  test('begins in the list that the address is of, and leads back to all places', async () => {
    await visiting(browser(), officeWorld(), async ({ page }) => {
      const at = await openPlaces(page, 'outlook:events/E2')
      await at.option(/^Inventory 9 Mar 2026$/).waitFor()
      await at.crumbs.getByRole('button', { name: 'All places' }).click()
      await at.option(/^My drive$/).click()
      await at.option(/^Lab$/).waitFor()
      await at.dialog.getByText('Goes to My drive', { exact: true }).waitFor()
      await at.choose('Choose this folder').click()
      expect(await at.field.inputValue()).toBe('onedrive:/')
    })
  })
})
