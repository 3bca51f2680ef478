/** Signing in, each state of it, before a staged engine. */

import { describe, expect, test } from 'vitest'
import type { Page } from 'playwright'
import { failure } from '../../src/shared/failure.ts'
import { aTransfer } from '../fakes/fake-engine.ts'
import { QueueWorld } from '../fakes/queue-world.ts'
import { busyWorld, idleWorld, troubledWorld } from '../fakes/sample-worlds.ts'
import { FirstRunPage } from './pages/first-run-page.ts'
import { QueuePage } from './pages/queue-page.ts'
import { SignInPage } from './pages/sign-in-page.ts'
import { noBrowser } from './support/browser.ts'
import { axeFindings, useBrowser, visiting } from './support/visit.ts'
import type { Visit } from './support/visit.ts'

async function accounts(page: Page): Promise<SignInPage> {
  await new QueuePage(page).go('Accounts')
  return new SignInPage(page)
}

async function assertNoBarrier(visit: Visit): Promise<void> {
  expect(await axeFindings(visit)).toEqual([])
}

describe.skipIf(noBrowser !== null)(`signing in${noBrowser === null ? '' : ` (${noBrowser})`}`, () => {
  const browser = useBrowser()

  test('in the browser: a link that tells nobody where it comes from, then the account', async () => {
    await visiting(browser(), idleWorld(), async (visit) => {
      const { page, world } = visit
      const at = await accounts(page)
      await page.getByRole('button', { name: 'Add account' }).click()
      await assertNoBarrier(visit)
      await at.dialog.getByRole('button', { name: /^Microsoft 365/ }).click()
      await assertNoBarrier(visit)
      await at.dialog.getByLabel('Tasks').check()
      await at.dialog.getByLabel('Kind of account').selectOption('Work or school')
      await at.button('Sign in').click()
      await at.link.waitFor()
      await assertNoBarrier(visit)
      expect(await at.link.getAttribute('href')).toBe(world.signIns.pageUrl)
      expect(await at.link.getAttribute('target')).toBe('_blank')
      expect(await at.link.getAttribute('rel')).toBe('noopener noreferrer')
      // Who comes back finds the focus where it goes on.
      await expect.poll(() => new QueuePage(page).focused()).toBe('Open the sign-in page')
      expect(world.signIns.asked).toEqual([
        {
          account: { kind: 'microsoft', cloud: 'global', name: 'microsoft', tenant: 'organizations' },
          way: 'browser',
          destinations: ['onedrive', 'todo'],
          open: false,
        },
      ])
      world.signIns.allow('lab@contoso.example')
      await at.dialog.getByText('Signed in as lab@contoso.example.').waitFor()
      await assertNoBarrier(visit)
      await at.done.click()
      await at.dialog.waitFor({ state: 'detached' })
      await at.account('microsoft').getByText('Microsoft 365 · lab@contoso.example').waitFor()
      await at.account('microsoft').getByText('Ready').waitFor()
    })
  })

  test('by a code, in letters that can be read from afar; copied as it is', async () => {
    const dress = { permissions: ['clipboard-read', 'clipboard-write'] }
    await visiting(
      browser(),
      idleWorld(),
      async (visit) => {
        const { page, world } = visit
        const at = await accounts(page)
        await at.add('Microsoft 365')
        await at.button('Use a code').click()
        await at.code.waitFor()
        expect(await at.code.textContent()).toBe('HJ7Q 4KWZ')
        const [size, digits] = await page.evaluate<[string, string]>(`{
          const { fontSize, fontVariantNumeric } = getComputedStyle(document.querySelector('output'))
          ;[fontSize, fontVariantNumeric]
        }`)
        expect(Number.parseFloat(size)).toBeGreaterThanOrEqual(28)
        expect(digits).toContain('tabular-nums')
        await at.dialog.getByText(/^Works until .*, 15 min left\.$/).waitFor()
        const where = at.dialog.getByRole('link', { name: world.signIns.deviceUrl })
        expect(await where.getAttribute('rel')).toBe('noopener noreferrer')
        await assertNoBarrier(visit)
        await at.button('Copy the code').click()
        expect(await page.evaluate('navigator.clipboard.readText()')).toBe('HJ7Q4KWZ')
        // Another way ends this one.
        await at.button('Use the browser').click()
        await at.link.waitFor()
        await expect.poll(() => world.signIns.underWay).toBe(1)
        expect(world.signIns.asked.map(({ way }) => way)).toEqual(['device-code', 'browser'])
      },
      dress,
    )
  })

  test('called off by the button, by Escape and by going away: nothing goes on', async () => {
    await visiting(browser(), idleWorld(), async ({ page, world }) => {
      const at = await accounts(page)
      await at.add('Microsoft 365')
      await at.button('Sign in').click()
      await at.link.waitFor()
      await at.button('Cancel').click()
      await expect.poll(() => world.signIns.underWay).toBe(0)
      // What was written is still there.
      await at.button('Sign in').click()
      await at.link.waitFor()
      await page.keyboard.press('Escape')
      await at.dialog.waitFor({ state: 'detached' })
      await expect.poll(() => world.signIns.underWay).toBe(0)
      await at.add('Microsoft 365')
      await at.button('Sign in').click()
      await at.link.waitFor()
      await page.reload()
      await expect.poll(() => world.signIns.underWay).toBe(0)
      expect(world.signIns.asked).toHaveLength(3)
      expect(world.accounts).toHaveLength(1)
    })
  })

  test('refused and expired say why, keep what was written, and can be tried again', async () => {
    await visiting(browser(), idleWorld(), async (visit) => {
      const { page, world } = visit
      const at = await accounts(page)
      await at.add('Microsoft 365')
      await at.write({ 'Client id': '5a7e0000' })
      await at.button('Sign in').click()
      await at.link.waitFor()
      world.signIns.refuse(failure('sign-in-refused', { service: 'Microsoft', detail: '<b>consent_required</b>' }))
      await at.dialog.getByText('<b>consent_required</b>').waitFor()
      await assertNoBarrier(visit)
      await at.button('Try again').click()
      await at.link.waitFor()
      world.signIns.refuse(failure('sign-in-expired', { service: 'Microsoft' }))
      await at.dialog.getByText('Nobody signed in to Microsoft in time.').waitFor()
      await assertNoBarrier(visit)
      await at.button('Change…').click()
      expect(await at.dialog.getByLabel('Client id').inputValue()).toBe('5a7e0000')
      expect(world.signIns.asked).toHaveLength(2)
    })
  })

  test('an engine that goes away in the middle is told, and nothing hangs', async () => {
    await visiting(browser(), idleWorld(), async ({ page, server, world }) => {
      const at = await accounts(page)
      await at.add('Microsoft 365')
      await at.button('Sign in').click()
      await at.link.waitFor()
      server.dropLines()
      await at.button('Try again').waitFor()
      expect(world.signIns.underWay).toBe(0)
    })
  })

  test('without a client id it is said where one is missing; a configured one is not asked for', async () => {
    await visiting(browser(), idleWorld(), async (visit) => {
      const { page, world } = visit
      const at = await accounts(page)
      const facts = { service: 'Microsoft', variable: 'V', setting: 'accounts.microsoftClientId' }
      world.signIns.wrong = failure('client-id-missing', facts)
      await at.add('Microsoft 365')
      await at.button('Sign in').click()
      await at.dialog.getByText('No app registration is set up', { exact: false }).waitFor()
      await at.button('Change…').click()
      await at.dialog.getByText('write the one of your app registration', { exact: false }).waitFor()
      await at.dialog.getByText('docs/register-an-app.md').waitFor()
      await assertNoBarrier(visit)
      world.signIns.wrong = null
      await at.write({ 'Client id': '5a7e0000' })
      await at.button('Sign in').click()
      await at.link.waitFor()
      expect(world.signIns.asked.at(-1)?.account).toMatchObject({ clientId: '5a7e0000' })
      await page.keyboard.press('Escape')
      world.stored['accounts.microsoftClientId'] = 'configured'
      await at.add('Microsoft 365')
      await at.dialog.getByText('More', { exact: true }).waitFor()
      await expect.poll(() => at.dialog.getByLabel('Client id', { exact: true }).count()).toBe(0)
      await at.more()
      await at.dialog.getByLabel('Another client id').waitFor()
      await assertNoBarrier(visit)
    })
  })

  test('Box: an app of one’s own, whose secret is never shown, and the address to register', async () => {
    await visiting(browser(), idleWorld(), async (visit) => {
      const { page, world } = visit
      const at = await accounts(page)
      await at.add('Box')
      await at.dialog.getByText('http://127.0.0.1:17643/box').waitFor()
      await assertNoBarrier(visit)
      const secret = at.dialog.getByLabel('Client secret')
      expect([await secret.getAttribute('type'), await secret.getAttribute('autocomplete')]).toEqual([
        'password',
        'new-password',
      ])
      await at.write({ 'Client id': 'abc' })
      await at.button('Sign in').click()
      await at.dialog.getByText('Write the secret of your Box app.').waitFor()
      await assertNoBarrier(visit)
      await secret.fill('canary-secret')
      await at.button('Sign in').click()
      await at.link.waitFor()
      expect(await at.button('Use a code').count()).toBe(0)
      expect(world.signIns.asked.at(-1)?.account).toEqual({
        kind: 'box',
        name: 'box',
        clientId: 'abc',
        clientSecret: 'canary-secret',
      })
      expect(await page.content()).not.toContain('canary')
      world.signIns.allow()
      await at.done.click()
      const kept = await page.evaluate<string>('JSON.stringify([{ ...localStorage }, { ...sessionStorage }])')
      expect(kept).not.toContain('canary')
      await at.add('Box')
      expect(await at.dialog.getByLabel('Client secret').inputValue()).toBe('')
    })
  })

  test('Box: a developer token for a first try', async () => {
    await visiting(browser(), idleWorld(), async (visit) => {
      const { page, world } = visit
      const at = await accounts(page)
      await at.add('Box')
      await at.dialog.getByLabel('With a developer token, for a first try').check()
      await assertNoBarrier(visit)
      await at.button('Use the token').click()
      await at.dialog.getByText('Paste the token.').waitFor()
      await at.write({ 'Developer token': ' canary-token ' })
      await at.button('Use the token').click()
      await at.dialog.waitFor({ state: 'detached' })
      expect(world.asked.at(-1)).toEqual({
        name: 'accounts.add',
        input: { kind: 'box', name: 'box', tokens: { accessToken: 'canary-token' } },
      })
    })
  })

  test('the practice cloud is one press away, once', async () => {
    const world = new QueueWorld()
    world.accounts = [{ name: 'lab', kind: 'microsoft', user: null, cloud: 'global', state: 'ready' }]
    await visiting(browser(), world, async ({ page }) => {
      const at = await accounts(page)
      await at.add('Practice cloud')
      await at.account('practice').waitFor()
      await page.getByRole('button', { name: 'Add account' }).click()
      await at.button('Close').waitFor()
      expect(await at.dialog.getByText('Practice cloud').count()).toBe(0)
    })
  })

  test('a lost sign-in: from the queue’s card to the files that go on; told once, and taken back', async () => {
    const world = troubledWorld()
    world.accounts = world.accounts.map((account) => ({ ...account, state: 'ready' }))
    await visiting(browser(), world, async (visit) => {
      const { page } = visit
      const queue = new QueuePage(page)
      const nav = page.getByRole('navigation', { name: 'Sections' })
      await nav.getByRole('link', { name: 'Accounts', exact: true }).waitFor()
      world.accounts = world.accounts.map((account) =>
        account.name === 'archive' ? { ...account, state: 'signed-out' } : account,
      )
      world.put(aTransfer('s25', 'blocked', { account: 'archive', failure: signedOut }))
      await nav.getByRole('link', { name: 'Accounts one account is signed out' }).waitFor()
      const notice = page.getByRole('status').getByText('Sign in again: archive.', { exact: false })
      await notice.waitFor()
      await assertNoBarrier(visit)
      const card = queue.card("The account 'archive' must be signed in again.")
      await card.getByRole('button', { name: 'Sign in again: archive' }).click()
      const at = new SignInPage(page)
      await at.dialog.getByText('Sign in as archive@contoso.example, as before.').waitFor()
      await assertNoBarrier(visit)
      await at.button('Sign in').click()
      await at.link.waitFor()
      expect(world.signIns.asked.at(-1)).toEqual({ account: { again: 'archive' }, way: 'browser', open: false })
      world.signIns.allow('archive@contoso.example')
      await at.done.click()
      await card.waitFor({ state: 'detached' })
      await notice.waitFor({ state: 'detached' })
      await nav.getByRole('link', { name: 'Accounts', exact: true }).waitFor()
      expect(world.rows.get('s25')?.state).toBe('queued')
    })
  })

  test('more is allowed for an account that is in order; one is removed after a question', async () => {
    await visiting(browser(), busyWorld(), async (visit) => {
      const { page, world } = visit
      const at = await accounts(page)
      await at.account('lab').getByRole('button', { name: 'Allow more for lab' }).click()
      await assertNoBarrier(visit)
      await at.dialog.getByLabel('Printing').check()
      await at.button('Use a code').click()
      await at.code.waitFor()
      expect(world.signIns.asked.at(-1)).toMatchObject({ account: { again: 'lab' }, destinations: ['print'] })
      await page.keyboard.press('Escape')
      await at.account('archive').getByRole('button', { name: 'Remove account archive' }).click()
      await page.getByText('Longshore signs out and forgets the account.', { exact: false }).waitFor()
      await assertNoBarrier(visit)
      await page.getByRole('button', { name: 'Remove account', exact: true }).click()
      await at.account('archive').waitFor({ state: 'detached' })
    })
  })

  test('the first run signs in and goes on, with a place of that service', async () => {
    await visiting(browser(), new QueueWorld(), async (visit) => {
      const { page, world } = visit
      const first = new FirstRunPage(page)
      await first.step(1).waitFor()
      await page.getByRole('button', { name: 'Sign in to Box' }).click()
      const at = new SignInPage(page)
      await at.write({ 'Client id': 'abc', 'Client secret': 'canary' })
      await at.button('Sign in').click()
      await at.link.waitFor()
      await assertNoBarrier(visit)
      world.signIns.allow()
      await at.done.click()
      await first.step(2).waitFor()
      expect(await page.getByLabel('Destination', { exact: true }).inputValue()).toBe('box:/Inbox')
      await assertNoBarrier(visit)
    })
  })

  test('without a mouse, from the screen to the account', async () => {
    await visiting(browser(), idleWorld(), async ({ page, world }) => {
      const at = await accounts(page)
      const focused = () => new QueuePage(page).focused()
      const press = async (key: string, until: RegExp): Promise<void> => {
        for (let times = 0; times < 25; times += 1) {
          if (until.test(await focused())) return
          await page.keyboard.press(key)
        }
        throw new Error(`${key} never led to ${String(until)}, but to ${await focused()}`)
      }
      await page.getByRole('button', { name: 'Add account' }).focus()
      await page.keyboard.press('Enter')
      await at.dialog.waitFor()
      await press('Tab', /^Microsoft 365/)
      await page.keyboard.press('Enter')
      // On the first thing of the next step, not nowhere.
      await expect.poll(() => page.evaluate<string>('document.activeElement.type')).toBe('checkbox')
      await press('Tab', /^Use a code$/)
      await page.keyboard.press('Enter')
      await at.code.waitFor()
      await press('Tab', /^Copy the code$/)
      world.signIns.allow()
      await at.done.waitFor()
      await expect.poll(focused).toBe('Done')
      await page.keyboard.press('Enter')
      await at.dialog.waitFor({ state: 'detached' })
      await at.account('microsoft').waitFor()
    })
  })

  test('an address that is no page of signing in becomes no link', async () => {
    const world = idleWorld()
    world.signIns.pageUrl = 'javascript:alert(1)'
    await visiting(browser(), world, async ({ page }) => {
      const at = await accounts(page)
      await at.add('Microsoft 365')
      await at.button('Sign in').click()
      await at.dialog.getByText('javascript:alert(1)').waitFor()
      expect(await at.dialog.getByRole('link').count()).toBe(0)
    })
  })
})

const signedOut = {
  code: 'signed-out',
  message: "The account 'archive' must be signed in again.",
  nextStep: 'Sign in again.',
  retryAt: null,
}
