/** A watched folder from its rules to its end, with the keyboard alone: its files go away once they are there, and come back. */

import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { until } from '../../support/processes.ts'
import { HistoryPage } from '../pages/history-page.ts'
import { WatchesPage } from '../pages/watches-page.ts'
import { assertArrived, assertNoBarrier } from '../support/assertions.ts'
import { withEveryFace } from '../support/every-face.ts'
import { focusedName, pressOn, tabTo, typeInto } from '../support/keyboard.ts'
import { savedFile } from '../support/saved-file.ts'

withEveryFace('clean-up', (travel) => {
  test('a folder is watched by rules, its file moved away, found, listed in a file and taken back, with the keyboard alone', async () => {
    await travel(async (journey) => {
      const { page, queue, practice } = journey
      const [scans, sent] = ['Scans', 'Sent'].map((name) => join(journey.folder, name)) as [string, string]
      mkdirSync(scans)
      // As root the app runs as somebody else, who moves files of theirs.
      journey.face.give(scans)
      const early = await journey.file('early.tif', 30_011, scans)
      await journey.file('early.txt', 3_001, scans)
      const watches = new WatchesPage(page)

      await pressOn(page, 'Watched folders')
      await pressOn(page, 'Watch a folder')
      await typeInto(page, 'Folder to watch', scans)
      await typeInto(page, 'Destination', 'onedrive:/Office')
      await tabTo(page, 'Files that are in it already')
      await page.keyboard.type('Upload them')
      await tabTo(page, 'After the upload')
      await page.keyboard.type('Move')
      await typeInto(page, 'Move to', join(sent, '{yyyy}'))
      await pressOn(page, 'Rules')
      await typeInto(page, 'Only these', '*.tif')
      await typeInto(page, 'Wait until quiet for', '1')
      await watches.sheet.getByText(/One file \(.+\) fits the rules; now 1 would be uploaded/).waitFor()
      await assertNoBarrier(journey)
      await pressOn(page, 'Watch it')
      await watches.sheet.waitFor({ state: 'detached' })
      await watches.card('Scans').getByText('1 done', { exact: false }).waitFor()

      // Away once it is there, and nothing else.
      const away = join(sent, String(new Date().getFullYear()), 'early.tif')
      await until('the file to be moved', () => (existsSync(away) ? true : null))
      await assertArrived(journey, away, '/Office')
      expect(existsSync(early)).toBe(false)
      expect(existsSync(join(scans, 'early.txt'))).toBe(true)

      // Found, and taken back.
      await pressOn(page, 'History')
      const history = new HistoryPage(page)
      await history.row('early.tif').getByText('verified by hash').waitFor()
      await page.keyboard.press('Control+f')
      await page.keyboard.type('early')
      await page.getByText('One found').waitFor()
      await pressOn(page, 'early.tif')
      await queue.drawer.getByText(`Moved to ${away}`).waitFor()
      await assertNoBarrier(journey)
      const puts = async () => (await practice.journal(0)).filter(({ op }) => op === 'put' || op === 'simplePut').length
      const before = await puts()
      await pressOn(page, 'Take it back: early.tif')
      await page.getByText('early.tif is back where it was.').waitFor()
      expect(existsSync(away)).toBe(false)
      await page.keyboard.press('Escape')
      await queue.drawer.waitFor({ state: 'detached' })
      // Where it was before the drawer.
      expect(await focusedName(page)).toContain('early.tif')

      const list = await savedFile(journey, {
        ask: async () => {
          await pressOn(page, 'Export')
          await page.keyboard.press('Enter')
        },
        offeredAs: /longshore-\d{4}-\d\d-\d\d\.csv$/,
        name: 'list.csv',
      })
      expect(list.toString()).toContain(early)
      expect(list.toString()).toMatch(/,hash,quickXorHash,[\w+/]{27}=,/)

      // Other rules, then none; a file that is back is no new one.
      await pressOn(page, 'Watched folders')
      await pressOn(page, 'Change the rules of Scans')
      await tabTo(page, 'After the upload')
      await page.keyboard.type('Leave')
      await pressOn(page, 'Save')
      await watches.sheet.waitFor({ state: 'detached' })
      const late = await journey.file('late.tif', 30_013, scans)
      await assertArrived(journey, late, '/Office')
      await watches.card('Scans').getByText('2 done', { exact: false }).waitFor()
      expect(readFileSync(late)).toHaveLength(30_013)
      expect(await puts()).toBe(before + 1)
      await pressOn(page, 'Stop watching Scans')
      await page.getByText('Your files stay', { exact: false }).waitFor()
      await pressOn(page, 'Stop watching')
      await watches.card('Scans').waitFor({ state: 'detached' })
      expect(existsSync(early)).toBe(true)
    })
  })
})
