/** What an administrator decided, as people meet it in the page: locked, said in words, and not offered. */

import { describe, expect, test } from 'vitest'
import { QueueWorld } from '../fakes/queue-world.ts'
import { managedWorld } from '../fakes/sample-worlds.ts'
import { QueuePage } from './pages/queue-page.ts'
import { SignInPage } from './pages/sign-in-page.ts'
import { noBrowser } from './support/browser.ts'
import { axeFindings, useBrowser, visiting } from './support/visit.ts'

describe.skipIf(noBrowser !== null)(`decided for this computer${noBrowser === null ? '' : ` (${noBrowser})`}`, () => {
  const browser = useBrowser()

  test('policy `settings`: a locked setting can be reached and read, and neither typed into nor switched', async () => {
    await visiting(browser(), managedWorld(), async ({ page, world }) => {
      await new QueuePage(page).go('Settings')
      const file = page.getByRole('textbox', { name: 'Certificate file' })
      expect(await file.getAttribute('readonly')).not.toBe(null)
      await file.focus()
      await page.keyboard.type('mine')
      expect(await file.inputValue()).toBe('/etc/ssl/certs/example.pem')
      const times = page.getByRole('switch', { name: 'Keep the times of small files' })
      expect(await times.getAttribute('aria-readonly')).toBe('true')
      for (const control of [file, times]) {
        const ids = (await control.getAttribute('aria-describedby')) ?? ''
        const [first = ''] = ids.split(' ')
        expect(await page.locator(`[id="${first}"]`).textContent()).toBe(
          'Decided for this computer. Ask it@example.com.',
        )
      }
      await times.click()
      await times.press('Space')
      expect(await times.getAttribute('aria-checked')).toBe('true')
      expect(world.asked.filter(({ name }) => name === 'settings.set')).toEqual([])
      // What nobody decided is as it always was.
      await page.getByRole('textbox', { name: 'Large files at once' }).fill('3')
      await page.keyboard.press('Enter')
      await expect.poll(() => world.asked.filter(({ name }) => name === 'settings.set').length).toBe(1)
    })
  })

  test('policy `limits`: the highest value is said beside the field', async () => {
    await visiting(browser(), managedWorld(), async ({ page }) => {
      await new QueuePage(page).go('Settings')
      const field = page.getByRole('textbox', { name: 'Speed limit' })
      const described = (await field.getAttribute('aria-describedby')) ?? ''
      const said = page.locator(`[id="${described}"]`)
      expect(await said.textContent()).toBe('Your administrator allows 5 MB/s at most.')
    })
  })

  test('policy `accounts.clouds`: only what is allowed is offered, one of it is chosen, and that is said', async () => {
    const world = managedWorld()
    if (world.policy === null) throw new Error('the managed world has a policy')
    world.policy = { ...world.policy, accountKinds: null, clouds: ['us-dod', 'china'] }
    await visiting(browser(), world, async (visit) => {
      const { page } = visit
      await new QueuePage(page).go('Accounts')
      const at = new SignInPage(page)
      await at.add('Microsoft 365')
      await page.getByText('Your administrator has decided which clouds').waitFor()
      const options = at.dialog.getByLabel('Cloud').locator('option')
      expect(await options.allTextContents()).toEqual(['US Department of Defense', 'China (21Vianet)'])
      expect(await at.dialog.getByLabel('Kind of account').locator('option').allTextContents()).toEqual([
        'Work or school',
      ])
      expect(await axeFindings(visit)).toEqual([])
      await at.button('Sign in').click()
      await at.link.waitFor()
      expect(world.signIns.asked.at(-1)?.account).toMatchObject({ cloud: 'us-dod', tenant: 'organizations' })
    })
  })

  test('policy `accounts.kinds`: what is refused is not offered, and that is said', async () => {
    const world = managedWorld()
    await visiting(browser(), world, async ({ page }) => {
      const queue = new QueuePage(page)
      await queue.go('Accounts')
      await queue.button('Add account').click()
      await page.getByText('Your administrator has decided which kinds').waitFor()
      expect(await page.getByRole('dialog').getByRole('listitem').count()).toBe(1)
    })
    const empty = new QueueWorld()
    if (world.policy === null) throw new Error('the managed world has a policy')
    empty.policy = { ...world.policy, accountKinds: ['box'] }
    await visiting(browser(), empty, async ({ page }) => {
      await page.getByText('Your administrator has decided which kinds').waitFor()
      const offered = await page.getByRole('heading', { level: 2 }).allTextContents()
      expect(offered).toEqual(['Box'])
    })
  })
})
