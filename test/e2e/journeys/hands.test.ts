/** With the keyboard alone, and by dropping and pasting. */

import { expect, test } from 'vitest'
import type { Page } from 'playwright'
import { assertArrived, assertNoBarrier } from '../support/assertions.ts'
import { withEveryFace } from '../support/every-face.ts'
import { pressUntil } from '../support/keyboard.ts'

const MiB = 1024 * 1024

const isIn = (page: Page, tag: string) => () => page.evaluate<boolean>(`document.activeElement.tagName === '${tag}'`)

withEveryFace('hands', (travel, face) => {
  test('a file is added, paused, asked about, resumed and seen to its end with the keyboard alone', async () => {
    await travel(async (journey) => {
      const { page, queue, practice } = journey
      const path = await journey.file('keys.bin', 12 * MiB + 3)
      await practice.fault({ match: { op: 'put', nth: 2 }, action: 'hold', params: { gate: 'keys' } })
      await page.keyboard.press('Control+o')
      await journey.adding.paths.waitFor()
      await pressUntil(page, 'Tab', isIn(page, 'TEXTAREA'))
      await page.keyboard.type(path)
      await page.keyboard.press('Tab')
      await pressUntil(page, 'Tab', isIn(page, 'INPUT'))
      await page.keyboard.press('Control+a')
      await page.keyboard.type('onedrive:/Keys')
      await page.keyboard.press('Enter')
      await page.getByText('One file added.').waitFor()
      await queue
        .row('keys.bin')
        .getByText(/^Uploading · [1-9]/)
        .waitFor()
      await pressUntil(page, 'F6', async () => (await queue.focusedRow()) !== null)
      await pressUntil(page, 'ArrowDown', async () => (await queue.focused()).startsWith('keys.bin'))
      await page.keyboard.press('Space')
      await queue.row('keys.bin').getByText('Paused').waitFor()
      await page.keyboard.press('F1')
      await queue.drawer.getByText('paused: a person said so').waitFor()
      await page.keyboard.press('Escape')
      await queue.drawer.waitFor({ state: 'detached' })
      await expect.poll(() => queue.focused()).toContain('keys.bin')
      await practice.clearFaults()
      await page.keyboard.press('Space')
      await assertArrived(journey, path, '/Keys')
    })
  })

  test('files that are dropped or pasted are added where their paths are told, and else it is said why not', async () => {
    await travel(async (journey) => {
      const { page } = journey
      const path = await journey.file('dropped.bin', 40_009)
      for (const how of ['drop', 'paste'] as const) {
        await journey.give(how, path)
        if (!face.tellsPaths) {
          await page.getByText('A browser doesn’t tell where your files are.', { exact: false }).first().waitFor()
          await assertNoBarrier(journey)
          await page.getByRole('button', { name: 'Dismiss' }).click()
          continue
        }
        await expect.poll(() => journey.adding.paths.inputValue()).toBe(path)
        await assertNoBarrier(journey)
        await page.keyboard.press('Escape')
        await journey.adding.sheet.waitFor({ state: 'detached' })
      }
      if (!face.tellsPaths) return
      await journey.give('drop', path)
      await journey.adding.to('onedrive:/Dropped')
      await journey.adding.submit()
      await assertArrived(journey, path, '/Dropped')
    })
  })
})
