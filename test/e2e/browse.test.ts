import { describe, expect, test } from 'vitest'
import type { Locator, Page } from 'playwright'
import { failure } from '../../src/shared/failure.ts'
import { busyWorld, idleWorld } from '../fakes/sample-worlds.ts'
import { QueuePage } from './pages/queue-page.ts'
import { noBrowser } from './support/browser.ts'
import { axeFindings, useBrowser, visiting } from './support/visit.ts'

/** The dialog that adds files, its field for the destination, and the dialog that goes through folders. */
function placesOf(page: Page) {
  const browsing = page.getByRole('dialog', { name: 'Choose a destination' })
  return {
    field: page.getByRole('textbox', { name: 'Destination' }),
    browse: page.getByRole('button', { name: 'Browse…' }),
    browsing,
    list: browsing.getByRole('listbox'),
    option: (name: string): Locator => browsing.getByRole('option', { name, exact: true }),
    crumbs: browsing.getByRole('navigation', { name: 'Open place' }),
    choose: browsing.getByRole('button', { name: 'Choose this folder' }),
    /** The option that a listening person is told of. */
    active: () => browsing.locator('[role=option][aria-selected=true]').textContent(),
  }
}

async function openForm(page: Page) {
  await new QueuePage(page).button('Add files').first().click()
  const places = placesOf(page)
  await places.field.waitFor()
  return places
}

function labWorld() {
  const world = idleWorld()
  world.places.make('Lab/Runs/2026-10').make('Lab/Runs/2026-11').make('Lab/Figures').make('Scans').make('Archive')
  return world
}

describe.skipIf(noBrowser !== null)(`choosing a folder${noBrowser === null ? '' : ` (${noBrowser})`}`, () => {
  const browser = useBrowser()

  test('by mouse: in, back by the crumbs, and chosen', async () => {
    await visiting(browser(), labWorld(), async (visit) => {
      const { page, world } = visit
      const at = await openForm(page)
      await at.field.fill('')
      await at.browse.click()
      await at.option('Lab').click()
      await at.option('Runs').click()
      await at.option('2026-11').waitFor()
      expect(await axeFindings(visit)).toEqual([])
      await at.crumbs.getByRole('button', { name: 'Lab' }).click()
      await at.option('Figures').click()
      await at.browsing.getByText('Goes to My drive / Lab / Figures').waitFor()
      await at.browsing.getByText('No folders in here').waitFor()
      expect(await axeFindings(visit)).toEqual([])
      await at.choose.click()
      await at.browsing.waitFor({ state: 'detached' })
      expect(await at.field.inputValue()).toBe('onedrive:/Lab/Figures')
      // Nothing was added by it: the form is still there.
      await page.getByRole('button', { name: 'Add to the queue' }).waitFor()
      expect(world.asked).toEqual([])
    })
  })

  test('by keyboard alone', async () => {
    await visiting(browser(), labWorld(), async ({ page }) => {
      const at = await openForm(page)
      await at.field.fill('onedrive:/')
      await page.keyboard.press('Tab')
      await page.keyboard.press('Enter')
      await at.option('Lab').waitFor()
      await expect.poll(() => at.list.evaluate('document.activeElement.getAttribute("role")')).toBe('listbox')
      expect(await at.active()).toBe('Lab')
      await page.keyboard.press('End')
      await expect.poll(at.active).toBe('Archive')
      await page.keyboard.type('s')
      await expect.poll(at.active).toBe('Scans')
      await page.keyboard.press('Home')
      await page.keyboard.press('Enter')
      await at.option('Runs').waitFor()
      await page.keyboard.press('ArrowRight')
      await at.option('2026-10').waitFor()
      await page.keyboard.press('ArrowDown')
      await expect.poll(at.active).toBe('2026-11')
      expect(await at.list.getAttribute('aria-activedescendant')).toBe(await at.option('2026-11').getAttribute('id'))
      await page.keyboard.press('ArrowLeft')
      await at.option('Figures').waitFor()
      // Back where one came from.
      await expect.poll(at.active).toBe('Runs')
      // From a crumb one is back in the list, not nowhere.
      await at.option('Runs').click()
      await at.crumbs.getByRole('button', { name: 'Lab' }).focus()
      await page.keyboard.press('Enter')
      await at.option('Figures').waitFor()
      await expect.poll(at.active).toBe('Runs')
      await page.keyboard.press('Backspace')
      await at.option('Archive').waitFor()
      await page.keyboard.press('ArrowLeft')
      await page.keyboard.type('ar')
      await page.keyboard.press('Enter')
      await at.browsing.getByText('Goes to My drive / Archive').waitFor()
      await at.choose.focus()
      await page.keyboard.press('Enter')
      await at.browsing.waitFor({ state: 'detached' })
      expect(await at.field.inputValue()).toBe('onedrive:/Archive')
      await at.browse.click()
      await at.browsing.waitFor()
      await page.keyboard.press('Escape')
      await at.browsing.waitFor({ state: 'detached' })
      await at.field.waitFor()
    })
  })

  test('begins where the address leads, or in what is around it', async () => {
    await visiting(browser(), labWorld(), async ({ page }) => {
      const at = await openForm(page)
      await at.field.fill('onedrive:/Lab/Runs/2027-01/new')
      await at.browse.click()
      await at.option('2026-11').waitFor()
      await at.browsing.getByText('Goes to My drive / Lab / Runs').waitFor()
      expect(
        await at.browsing
          .getByRole('alert')
          .textContent()
          .catch(() => ''),
      ).toBe('')
    })
  })

  test('a folder with more than a page of folders is read on at its end', async () => {
    const world = idleWorld()
    for (let n = 1; n <= 450; n += 1) world.places.make(`Case ${String(n).padStart(3, '0')}`)
    await visiting(browser(), world, async ({ page }) => {
      const at = await openForm(page)
      await at.field.fill('onedrive:/')
      await at.browse.click()
      await at.option('Case 200').waitFor()
      expect(await at.browsing.getByRole('option').count()).toBe(200)
      await at.browsing.getByRole('button', { name: 'Show more than these 200' }).click()
      await at.option('Case 400').waitFor()
      await at.list.focus()
      await page.keyboard.press('End')
      await at.option('Case 450').waitFor()
      expect(await at.browsing.getByRole('option').count()).toBe(450)
      await at.browsing.getByRole('button', { name: 'Show more' }).waitFor({ state: 'detached' })
      await at.browsing.getByText('450 folders in My drive').waitFor({ state: 'attached' })
    })
  })

  test('by keyboard: finds a folder below, makes one in it, and follows a link', async () => {
    const world = labWorld()
    world.places.links.set('https://contoso.sharepoint.com/:f:/s/lab/Eabc', 'onedrive:/Scans')
    await visiting(browser(), world, async (visit) => {
      const { page } = visit
      const at = await openForm(page)
      await at.field.fill('onedrive:/')
      await at.browse.press('Enter')
      await at.option('Lab').waitFor()
      const find = at.browsing.getByLabel('Find, or paste a link')
      await find.fill('nowhere to be seen')
      await at.browsing.getByText('Nothing is called “nowhere to be seen” here').waitFor()
      await find.fill('2026-1')
      await at.browsing.getByRole('option', { name: '2026-11' }).waitFor()
      expect(await axeFindings(visit)).toEqual([])
      await find.press('Enter')
      await page.keyboard.press('End')
      await page.keyboard.press('Enter')
      await at.browsing.getByText('Goes to My drive / Lab / Runs / 2026-11').waitFor()
      expect(await find.inputValue()).toBe('')
      await at.browsing.getByRole('button', { name: 'New folder' }).press('Enter')
      await page.keyboard.type('no: such')
      await page.keyboard.press('Enter')
      await at.browsing.getByText('does not allow the name no: such').waitFor()
      const name = at.browsing.getByLabel('Name of the new folder')
      await name.fill('Week 47')
      await name.press('Enter')
      await at.browsing.getByText('Goes to My drive / Lab / Runs / 2026-11 / Week 47').waitFor()
      await find.fill('https://contoso.sharepoint.com/:f:/s/lab/nobody')
      await at.browsing.getByText('The link').first().waitFor()
      await find.fill('https://contoso.sharepoint.com/:f:/s/lab/Eabc')
      await at.browsing.getByText('Goes to My drive / Scans').waitFor()
      await at.choose.press('Enter')
      expect(await at.field.inputValue()).toBe('onedrive:/Scans')
    })
  })

  test('a favourite is kept by a press, is there at the beginning, and goes again', async () => {
    const world = labWorld()
    world.places.recent.push({ address: 'onedrive:/Scans', account: 'practice' })
    await visiting(browser(), world, async (visit) => {
      const { page } = visit
      const at = await openForm(page)
      await at.field.fill('onedrive:/Lab/Runs')
      await at.browse.click()
      await at.option('2026-11').waitFor()
      await at.browsing.getByRole('button', { name: 'Keep as a favourite' }).press('Enter')
      await at.browsing.getByRole('button', { name: 'Favourite', pressed: true }).waitFor()
      await page.keyboard.press('Escape')
      await at.field.fill('')
      await at.browse.click()
      await at.browsing.getByRole('option', { name: 'Runs' }).waitFor()
      await at.browsing.getByRole('option', { name: 'onedrive:/Scans' }).waitFor()
      expect(await axeFindings(visit)).toEqual([])
      await at.list.press('Home')
      await page.keyboard.press('Enter')
      await at.option('2026-11').waitFor()
      await at.browsing.getByRole('button', { name: 'Favourite', pressed: true }).click()
      await at.browsing.getByRole('button', { name: 'Keep as a favourite' }).waitFor()
      expect(world.places.favourites).toEqual([])
    })
  })

  test('a link that is pasted for an address becomes the address', async () => {
    const world = labWorld()
    world.places.links.set('https://contoso.sharepoint.com/:f:/s/lab/Eabc', 'onedrive:/Lab/Runs')
    await visiting(browser(), world, async ({ page }) => {
      const at = await openForm(page)
      await at.field.fill('https://contoso.sharepoint.com/:f:/s/lab/Eabc')
      await expect.poll(() => at.field.inputValue()).toBe('onedrive:/Lab/Runs')
    })
  })

  test('waits, and says what is wrong with a way out', async () => {
    const world = labWorld()
    world.places.delayMs = 700
    await visiting(browser(), world, async (visit) => {
      const { page } = visit
      const at = await openForm(page)
      await at.field.fill('onedrive:/Lab')
      world.places.trouble.browse = failure('offline', { host: 'graph.microsoft.com', detail: 'no route' })
      await at.browse.click()
      await at.browsing.getByText('Looking for folders…').first().waitFor()
      expect(await axeFindings(visit)).toEqual([])
      await at.browsing.getByText('graph.microsoft.com cannot be reached (no route).').waitFor()
      expect(await at.choose.isDisabled()).toBe(true)
      expect(await axeFindings(visit)).toEqual([])
      world.places.trouble.browse = null
      await at.browsing.getByRole('button', { name: 'Try again' }).focus()
      await page.keyboard.press('Enter')
      await at.option('Runs').waitFor()
      await page.keyboard.press('Enter')
      await at.option('2026-10').waitFor()
      expect(await at.choose.isEnabled()).toBe(true)
    })
  })

  test('with several accounts says which, and keeps it', async () => {
    const world = busyWorld()
    world.places.make('Lab')
    await visiting(browser(), world, async ({ page }) => {
      const at = await openForm(page)
      await at.field.fill('onedrive:/')
      await at.browse.click()
      await at.option('Lab').waitFor()
      const account = at.browsing.getByLabel('Account')
      expect(await account.inputValue()).toBe('lab')
      await account.selectOption('practice')
      await at.option('Lab').click()
      await at.choose.click()
      expect(await page.getByLabel('Account').inputValue()).toBe('practice')
      expect(world.places.asked.at(-1)?.input).toMatchObject({ account: 'practice' })
    })
  })

  test('C3: names of every kind are shown as they are, and can do nothing', async () => {
    const world = idleWorld()
    const names = ['<img src=x onerror=alert(1)>', '\u202egpj.exe', 'a'.repeat(255), '{{count}} $t(nav.queue)', 'עברית']
    for (const name of names) world.places.make(name)
    await visiting(browser(), world, async ({ page }) => {
      const at = await openForm(page)
      await at.field.fill('onedrive:/')
      await at.browse.click()
      await at.option('<img src=x onerror=alert(1)>').waitFor()
      expect(await at.browsing.getByRole('option').allTextContents()).toEqual([
        names[0],
        '\\u202egpj.exe',
        names[2],
        names[3],
        names[4],
      ])
      await at.option('{{count}} $t(nav.queue)').click()
      await at.browsing.getByText('Goes to My drive / {{count}} $t(nav.queue)').waitFor()
    })
  })

  test('the address is looked at while it is typed', async () => {
    const world = labWorld()
    world.places.files.add('onedrive:/Lab/notes.txt')
    await visiting(browser(), world, async ({ page }) => {
      const at = await openForm(page)
      await at.field.fill('')
      await at.field.pressSequentially('onedrive:/Lab', { delay: 20 })
      await page.getByText('Goes to Lab', { exact: true }).first().waitFor()
      await expect
        .poll(() => world.places.asked.filter(({ name }) => name === 'check').at(-1)?.input)
        .toEqual({
          to: 'onedrive:/Lab',
        })
      // Not each letter is a question.
      expect(world.places.asked.length).toBeLessThan(5)
      await at.field.pressSequentially('/new')
      await page.getByText('Goes to Lab / new, which will be made').first().waitFor()
      await at.field.fill('onedrive:/Lab/notes.txt')
      await page.getByText('there is a file of that name, not a folder.', { exact: false }).first().waitFor()
      expect(await at.field.getAttribute('aria-invalid')).toBe('true')
      await at.field.fill('onedrive')
      await page.getByText('it does not say which service', { exact: false }).first().waitFor()
      world.places.trouble.check = failure('offline', { host: 'graph.microsoft.com', detail: 'no route' })
      await at.field.fill('onedrive:/Lab/later')
      await page.getByText('It could not be looked at: graph.microsoft.com cannot be reached').first().waitFor()
      // The line is no fault of the address.
      expect(await at.field.getAttribute('aria-invalid')).toBeNull()
    })
  })
})
