/** What somebody sets on the screen is what the terminal says, and is there after a restart. */

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { until } from '../../support/processes.ts'
import { assertNoBarrier } from '../support/assertions.ts'
import { withEveryFace } from '../support/every-face.ts'
import type { Journey } from '../support/journey.ts'

const valueOf = async (journey: Journey, key: string): Promise<unknown> =>
  ((await journey.cli('settings', 'get', key)) as { value: unknown }).value

/** The terminal may be quicker than the page's own request. */
const becomes = (journey: Journey, key: string, value: unknown) =>
  until(`${key} = ${String(value)}`, async () => ((await valueOf(journey, key)) === value ? true : null))

withEveryFace('settings', (travel) => {
  test('setting `interface.language`, setting `interface.theme`, and the week’s plan, from the screen to the engine', async () => {
    await travel(async (journey) => {
      const { queue } = journey
      await queue.go('Settings')
      await journey.page.getByLabel('Speed limit').fill('7')
      await journey.page.getByRole('button', { name: 'Save Speed limit' }).click()
      await becomes(journey, 'bandwidth.bytesPerSecond', 7_000_000)
      expect((await journey.cli('status')).limit).toMatchObject({ bytesPerSecond: 7_000_000 })
      // Two hours of a Monday, one by mouse and one by key.
      await journey.page.getByLabel('Limit to paint with').fill('2')
      await journey.page.getByRole('button', { name: /^Monday, 0?8:00/ }).click()
      await journey.page.keyboard.press('ArrowRight')
      await journey.page.keyboard.press('Space')
      await journey.page.getByRole('button', { name: 'Save Weekly plan' }).click()
      await becomes(journey, 'bandwidth.schedule', 'mon 8-10 2MB')
      await journey.page.getByRole('switch', { name: 'When everything is uploaded' }).click()
      await becomes(journey, 'notifications.finished', false)
      await journey.page.getByRole('switch', { name: /^Start when you sign in/ }).click()
      await becomes(journey, 'startup.atLogin', true)
      await journey.page.getByLabel('Colours').selectOption('dark')
      await becomes(journey, 'interface.theme', 'dark')
      await journey.page.locator(':root[data-theme=dark]').waitFor()
      await journey.page.getByLabel('Language').selectOption('de')
      await journey.page.getByRole('heading', { level: 1, name: 'Einstellungen' }).waitFor()
      await assertNoBarrier(journey)
      if (journey.face.name === 'electron') {
        const entry = join(journey.app.home, '.config', 'autostart', 'io.longshore.app.desktop')
        await until('the system starts it', async () => (existsSync(entry) ? true : null))
      }
      await journey.app.kill()
      await journey.app.startAgain()
      // A token of the daemon that is dead opens nothing at the new one; the page had to try it to know.
      expect(journey.app.wrong.splice(0).filter((text) => !text.includes('status of 401'))).toEqual([])
      await journey.page.getByRole('link', { name: 'Einstellungen' }).click()
      await journey.page.getByRole('heading', { level: 1, name: 'Einstellungen' }).waitFor()
      await journey.page.locator(':root[data-theme=dark]').waitFor()
      await expect.poll(() => journey.page.getByLabel('Höchstgeschwindigkeit').inputValue()).toBe('7')
      await expect.poll(() => journey.page.getByLabel('Wochenplan').inputValue()).toBe('mon 8-10 2MB')
      // And back from the terminal, while the page is open.
      await journey.cli('settings', 'set', 'interface.language', 'en')
      await journey.page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor()
    })
  })
})
