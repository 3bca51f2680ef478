/** Signing in at the practice cloud's own pages, and an account whose sign-in is lost. */

import { expect, test } from 'vitest'
import { FirstRunPage } from '../pages/first-run-page.ts'
import { HistoryPage } from '../pages/history-page.ts'
import { Shell } from '../pages/shell.ts'
import { SignInPage } from '../pages/sign-in-page.ts'
import { assertArrived, assertNoBarrier } from '../support/assertions.ts'
import { withEveryFace, withTheApp } from '../support/every-face.ts'
import { windowOf } from '../support/faces/electron-face.ts'
import type { Journey } from '../support/journey.ts'
import { tokenFile } from '../support/journey.ts'
import { freePort } from '../../support/free-port.ts'
import { allow, atServicesPage, deny, typeCode } from '../support/person.ts'

const MiB = 1024 * 1024

/** As somebody does it whose services are not the usual ones. */
async function writeMicrosoft({ practice }: Journey, at: SignInPage): Promise<void> {
  const { graphUrl, loginUrl } = practice.roots
  await at.more()
  await at.write({ 'Client id': 'longshore-test', Graph: graphUrl, 'Sign-in': loginUrl })
}

withEveryFace('signing in', (travel) => {
  test('the first run: Microsoft, on the service\u2019s own page, then a file', async () => {
    await travel(
      async (journey) => {
        const { page, queue } = journey
        const first = new FirstRunPage(page)
        const at = new SignInPage(page)
        await page.getByRole('button', { name: 'Sign in to Microsoft 365' }).click()
        await writeMicrosoft(journey, at)
        await assertNoBarrier(journey)
        await atServicesPage(journey, (service) => deny(service))
        await at.dialog.getByText('Microsoft did not let anybody in', { exact: false }).waitFor()
        await assertNoBarrier(journey)
        await at.button('Change\u2026').click()
        await atServicesPage(journey, (service) => allow(service))
        await at.dialog.getByText('Signed in as you@practice.example.').waitFor()
        await assertNoBarrier(journey)
        await at.done.click()
        await first.step(2).waitFor()
        await first.place('onedrive:/Signed/In')
        const path = await journey.file('first.bin', 700_003)
        await first.sendOnce(path)
        await assertArrived(journey, path, '/Signed/In')
        await queue.go('Accounts')
        await at.account('microsoft').getByText('Microsoft 365 \u00b7 you@practice.example').waitFor()
        expect(await at.account('microsoft').getByText('Ready').count()).toBe(1)
      },
      { isFirstRun: true },
    )
  })

  test('a second account, by a code that is typed on another device', async () => {
    await travel(async (journey) => {
      const { page, queue } = journey
      const at = new SignInPage(page)
      await queue.go('Accounts')
      await at.add('Microsoft 365')
      await writeMicrosoft(journey, at)
      await at.write({ Name: 'colleague' })
      await at.button('Use a code').click()
      await at.code.waitFor()
      await assertNoBarrier(journey)
      const { loginUrl } = journey.practice.roots
      await at.dialog.getByText(`${loginUrl}/device`).waitFor()
      await typeCode(`${loginUrl}/device`, (await at.code.textContent()) ?? '')
      await at.done.click({ timeout: 60_000 })
      await at.account('colleague').getByText('Ready').waitFor()
      const path = await journey.file('by-code.bin', 600_011)
      await journey.cli('upload', path, '--to', 'onedrive:/ByCode', '--account', 'colleague', '--wait')
      await assertArrived(journey, path, '/ByCode')
    })
  })

  test('Box, with an app of one\u2019s own that is registered for one address alone', async () => {
    const port = await freePort()
    await travel(
      async (journey) => {
        const { queue, practice } = journey
        const at = new SignInPage(journey.page)
        const redirect = `http://127.0.0.1:${port}/box`
        const client = { clientId: 'boxapp', secret: 'sesame-of-the-box-app', issuer: 'box', redirects: [redirect] }
        await practice.control('POST', '/sign-in', { what: 'client', ...client })
        await queue.go('Accounts')
        await at.add('Box')
        await at.dialog.getByText(redirect).waitFor()
        await at.more()
        const { boxUrl, boxUploadUrl, boxLoginUrl } = practice.roots
        await at.write({ 'Client id': client.clientId, 'Client secret': client.secret })
        await at.write({ Box: boxUrl, Uploads: boxUploadUrl, 'Sign-in': boxLoginUrl })
        await assertNoBarrier(journey)
        await atServicesPage(journey, (service) => allow(service))
        await at.done.click()
        await at.account('box').getByText('Ready').waitFor()
        expect(await journey.page.content()).not.toContain(client.secret)
        const path = await journey.file('in-a-box.bin', 400_009)
        await journey.cli('upload', path, '--to', 'box:/Signed', '--account', 'box', '--wait')
        await queue.go('History')
        await new HistoryPage(journey.page).row('in-a-box.bin').getByText('verified by hash').waitFor()
      },
      { switches: { boxExactPorts: true }, settings: { 'accounts.boxRedirectPort': String(port) } },
    )
  })

  test('a lost sign-in is told everywhere, and what waited for it goes on after signing in', async () => {
    await travel(async (journey) => {
      const { page, queue, practice } = journey
      await practice.control('POST', '/tokens', { revoke: 'all' })
      const path = await journey.file('after.bin', 2 * MiB)
      await journey.add(path, 'onedrive:/Signed')
      const card = queue.card("The account 'work' must be signed in again.")
      await card.waitFor()
      const nav = page.getByRole('navigation', { name: 'Sections' })
      await nav.getByRole('link', { name: 'Accounts one account is signed out' }).waitFor()
      await page.getByRole('status').getByText('Sign in again: work.', { exact: false }).waitFor()
      await assertNoBarrier(journey)
      await card.getByRole('button', { name: 'Sign in again: work' }).click()
      const at = new SignInPage(page)
      await at.dialog.getByText('Sign in as you@practice.example, as before.').waitFor()
      await assertNoBarrier(journey)
      // Somebody else is not let in, and nothing is changed.
      await atServicesPage(journey, (service) => allow(service, 'colleague@practice.example'))
      await at.dialog.getByText('belongs to you@practice.example', { exact: false }).waitFor()
      await at.button('Change\u2026').click()
      await atServicesPage(journey, (service) => allow(service))
      await at.done.click()
      await card.waitFor({ state: 'detached' })
      await assertArrived(journey, path, '/Signed')
      await nav.getByRole('link', { name: 'Accounts', exact: true }).waitFor()
      await queue.go('History')
      await new HistoryPage(page).row('after.bin').getByText('verified by hash').waitFor()
      expect(await page.getByText('must be signed in again').count()).toBe(0)
    })
  })
})

withTheApp('a lost sign-in, with nobody at the window', (travel) => {
  test('one notice for the account, the tray says so too, and both end with the sign-in', async () => {
    await travel(async (journey) => {
      const { practice } = journey
      const shell = await Shell.watch(windowOf(journey).electron)
      // What is lost before the app has looked for the first time is no news to it.
      await expect.poll(() => shell.title(), { timeout: 30_000 }).toContain('Nothing to upload')
      await shell.closeWindow()
      await practice.control('POST', '/tokens', { revoke: 'all' })
      const paths = [await journey.file('one.bin', 5 * MiB), await journey.file('two.bin', 300_001)]
      await journey.cli('upload', ...paths, '--to', 'onedrive:/Away')
      await expect.poll(() => shell.picture(), { timeout: 60_000 }).toBe('attention')
      await expect.poll(() => shell.menu(), { timeout: 30_000 }).toContain('Sign in again: work')
      const asking = async () => (await shell.notices()).filter((title) => title !== 'Longshore goes on in the tray')
      await expect.poll(asking, { timeout: 30_000 }).toEqual(['Sign in again: work'])
      await journey.cli('account', 'sign-in', 'work', '--token-file', await tokenFile(journey))
      for (const path of paths) await assertArrived(journey, path, '/Away')
      await expect.poll(() => shell.menu(), { timeout: 30_000 }).not.toContain('Sign in again: work')
      await expect.poll(() => shell.picture(), { timeout: 30_000 }).toBe('idle')
      expect((await asking()).filter((title) => title !== 'All done')).toEqual(['Sign in again: work'])
    })
  })
})
