import { describe, expect, test } from 'vitest'
import type { Page } from 'playwright'
import { failure } from '../../src/shared/failure.ts'
import { refusedWorld } from '../fakes/sample-worlds.ts'
import { PreflightPanel } from './pages/preflight-panel.ts'
import { noBrowser } from './support/browser.ts'
import { axeFindings, useBrowser, visiting } from './support/visit.ts'

const batch = '/home/you/Batch'

async function look(page: Page, paths = [batch], to = 'onedrive:/Lab'): Promise<PreflightPanel> {
  const panel = new PreflightPanel(page)
  await panel.adding.open()
  await panel.adding.write(paths, to)
  return panel
}

describe.skipIf(noBrowser !== null)(`before uploading${noBrowser === null ? '' : ` (${noBrowser})`}`, () => {
  const browser = useBrowser()

  test('says what would be refused, fixes names with one press, and takes it back', async () => {
    await visiting(browser(), refusedWorld(), async (visit) => {
      const { page, world } = visit
      const panel = await look(page)
      await panel.sum('5 files, 260 GB; 2 of them will be uploaded').waitFor()
      const names = panel.problem('2 files have names that aren’t allowed there')
      await names.getByText('Q3 figures: final?.xlsx', { exact: true }).waitFor()
      expect(await axeFindings(visit)).toEqual([])
      await names.getByRole('button', { name: 'Upload 2 under allowed names' }).click()
      await panel.sum('5 files, 260 GB; 4 of them will be uploaded').waitFor()
      await panel.frame.getByText('“Q3 figures: final?.xlsx” as “Q3 figures- final-.xlsx”').waitFor()
      // Whoever pressed it by key goes on here.
      expect(await page.evaluate('document.activeElement?.getAttribute("aria-label")')).toBe('Before uploading')
      expect(await axeFindings(visit)).toEqual([])
      await panel.problem('One file is too large').getByRole('button', { name: 'Leave it out' }).click()
      await panel.frame.getByText('One file is left out').waitFor()
      await panel.frame.getByRole('button', { name: 'Undo' }).click()
      await names.waitFor()
      await names.getByRole('button', { name: 'Upload 2 under allowed names' }).click()
      await panel.frame.getByText('2 files go under other names').waitFor()
      await panel.adding.submit()
      await expect
        .poll(() => world.asked.find(({ name }) => name === 'enqueue')?.input)
        .toMatchObject({ paths: [batch], fixes: { names: true, leaveOut: [] } })
    })
  })

  test('says where the destination could not be asked for what was decided', async () => {
    const world = refusedWorld()
    await visiting(browser(), world, async ({ page }) => {
      const panel = await look(page)
      await panel.frame.getByRole('button', { name: 'Upload 2 under allowed names' }).click()
      await panel.frame.getByText('2 files go under other names').waitFor()
      world.ahead.unasked = failure('offline', { host: 'graph.example', detail: 'no line' })
      await panel.adding.submit()
      const said = page.getByText('so it may still refuse files: graph.example cannot be reached (no line).')
      await said.waitFor()
      expect(await said.count()).toBe(1)
    })
  })

  test('names that are taken are asked about once, and what is open, slow or long is said', async () => {
    const world = refusedWorld()
    world.ahead.there = ['Run.csv', 'else.csv']
    world.ahead.open.add('/home/you/film.mov')
    world.ahead.speed = { bytesPerSecond: 1_000, queuedBytes: 1_000 * 1_498 }
    await visiting(browser(), world, async (visit) => {
      const { page } = visit
      const panel = await look(page, ['/home/you/run.csv', '/home/you/film.mov'])
      await panel.frame.getByText('With what is queued, about 25 min at the recent speed.').waitFor()
      await panel.problem('One file is open in another program').waitFor()
      expect(await axeFindings(visit)).toEqual([])
      await panel.problem('One name is taken there').getByRole('button', { name: 'Replace it' }).press('Enter')
      await panel.frame.getByText('One name is taken there already').waitFor()
      expect(await page.evaluate('document.activeElement?.getAttribute("aria-label")')).toBe('Before uploading')
      expect(await panel.adding.sheet.getByLabel('If the name is taken').inputValue()).toBe('replace')
      await panel.adding.submit()
      await expect
        .poll(() => world.asked.find(({ name }) => name === 'enqueue')?.input)
        .toMatchObject({ conflict: 'replace' })
    })
  })

  test('adding a huge folder can be stopped', async () => {
    const world = refusedWorld()
    await visiting(browser(), world, async ({ page }) => {
      const panel = await look(page, ['/home/you/endless'])
      await panel.adding.submit()
      await panel.adding.sheet.getByRole('button', { name: 'Stop adding' }).press('Enter')
      await page.getByText('Adding was stopped. What is in the queue already stays there.').first().waitFor()
      await panel.adding.sheet.getByRole('button', { name: 'Add to the queue' }).waitFor()
      expect(world.asked.map(({ name }) => name)).toEqual(['enqueue'])
    })
  })

  test('a template shows where files go before they do, and is sent along', async () => {
    const world = refusedWorld()
    await visiting(browser(), world, async (visit) => {
      const { page } = visit
      const panel = await look(page, ['/home/you/run.csv'])
      await panel.adding.sheet.getByText('More options').press('Enter')
      const field = panel.adding.sheet.getByLabel('Folders by a template')
      await field.fill('{year}/{relpath}')
      await panel.adding.sheet.getByText('there is no {year}').first().waitFor()
      await field.fill('{yyyy}/{mm}/{host}/{relpath}')
      await panel.adding.sheet.getByText('run.csv, if it were of today, goes to 2026/11/lab-1/run.csv').waitFor()
      await panel.frame.getByText('“run.csv” goes to 2026/11/lab-1/run.csv').waitFor()
      expect(await axeFindings(visit)).toEqual([])
      await panel.adding.submit()
      await expect
        .poll(() => world.asked.find(({ name }) => name === 'enqueue')?.input)
        .toMatchObject({ template: '{yyyy}/{mm}/{host}/{relpath}' })
    })
  })

  test('one refused name is offered with the name that it would get', async () => {
    await visiting(browser(), refusedWorld(), async ({ page }) => {
      const panel = await look(page, ['/home/you/What?.txt'])
      await panel.problem('One name isn’t allowed there').getByRole('button', { name: 'Upload as “What-.txt”' }).click()
      await panel.frame.getByText('“What?.txt” as “What-.txt”').waitFor()
      expect(await panel.problem('One name isn’t allowed there').count()).toBe(0)
      // Another destination, another decision.
      await panel.adding.to('onedrive:/Scans')
      await panel.problem('One name isn’t allowed there').waitFor()
    })
  })

  test('two of one name: keeping both is the conflict field’s own answer', async () => {
    await visiting(browser(), refusedWorld(), async ({ page }) => {
      const panel = await look(page, ['/a/x.txt', '/b/X.txt'])
      await panel
        .problem('One file would have the name of another one')
        .getByRole('button', { name: 'Keep both' })
        .click()
      await panel.sum('2 files, 2.0 kB').waitFor()
      expect(await page.getByLabel('If the name is taken').inputValue()).toBe('rename')
    })
  })

  test('a place without folders, and one that may be full', async () => {
    const world = refusedWorld()
    world.ahead.room = { bytes: 1_000_000, files: null, isCertain: false }
    await visiting(browser(), world, async (visit) => {
      const { page } = visit
      const panel = await look(page, ['/home/you/Photos'], 'outlook:messages/M1')
      await panel.frame
        .getByText('the 3 files from folders become attachments or documents of their own', { exact: false })
        .waitFor()
      const full = panel.problem('The files may be more than there is room for')
      expect(await axeFindings(visit)).toEqual([])
      await full.getByRole('button', { name: 'Choose another destination' }).click()
      await expect.poll(() => page.evaluate('document.activeElement?.value')).toBe('outlook:messages/M1')
    })
  })

  test('nothing in the way is said quietly; a path with nothing at it, and a destination that is wrong, too', async () => {
    const world = refusedWorld()
    await visiting(browser(), world, async ({ page }) => {
      const panel = await look(page, ['/home/you/fine.txt'])
      await panel.sum('One file, 1.0 kB').waitFor()
      expect(await panel.frame.getByRole('listitem').count()).toBe(0)
      await panel.adding.paths.fill('/missing/file')
      await panel.sum('There is nothing at /missing/file.').waitFor()
      world.ahead.wrong = failure('destination-denied', { destination: 'onedrive:/Lab' })
      await panel.adding.paths.fill('/home/you/other.txt')
      await panel.problem('This account may not write to onedrive:/Lab.').waitFor()
      // Each letter is no question.
      expect(world.ahead.asked.length).toBeLessThan(6)
    })
  })

  test('C3: hostile names are text', async () => {
    await visiting(browser(), refusedWorld(), async ({ page }) => {
      const panel = await look(page, ['/x/<img src=x onerror=alert(1)>\u202e?{{count}}.txt'])
      const problem = panel.problem('One name isn’t allowed there')
      await problem
        .getByRole('button', { name: 'Upload as “-img src=x onerror=alert(1)-\\u202e-{{count}}.txt”' })
        .click()
      await panel.frame.getByText('<img src=x onerror=alert(1)>\\u202e?{{count}}.txt', { exact: false }).waitFor()
      expect(await panel.frame.locator('img').count()).toBe(0)
    })
  })
})
