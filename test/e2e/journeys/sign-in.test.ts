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
import type { Json } from '../../integration/practice-client.ts'
import { sha256, until } from '../../support/processes.ts'
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

  test('Box, with a developer token for a first try, which nobody sees afterwards', async () => {
    await travel(async (journey) => {
      const { page, queue, practice } = journey
      const at = new SignInPage(page)
      const { accessToken } = await practice.control('POST', '/tokens', { developer: true })
      await queue.go('Accounts')
      await at.add('Box')
      await at.dialog.getByLabel('With a developer token, for a first try').check()
      await at.more()
      const { boxUrl, boxUploadUrl } = practice.roots
      await at.write({ 'Developer token': 'not-the-token', Box: boxUrl, Uploads: boxUploadUrl })
      await at.button('Use the token').click()
      await at.dialog.getByText("The account 'box' must be signed in again.").waitFor()
      await assertNoBarrier(journey)
      await at.write({ 'Developer token': accessToken })
      await at.button('Use the token').click()
      await at.account('box').getByText('Box \u00b7 you@practice.example').waitFor()
      expect(await page.content()).not.toContain(accessToken)
      const path = await journey.file('first-try.bin', 400_009)
      await journey.cli('upload', path, '--to', 'box:/Tried', '--account', 'box', '--wait')
      await assertArrived(journey, path, '/Tried', 'first-try.bin', 'practice-box')
      // It lasts an hour, and nothing renews it.
      await practice.control('POST', '/tokens', { revoke: accessToken })
      const late = await journey.file('too-late.bin', 400_013)
      await journey.cli('upload', late, '--to', 'box:/Tried', '--account', 'box')
      await at.account('box').getByText('Sign in again').first().waitFor()
    })
  })

  test('more is allowed for an account on the service\u2019s page, and what waited for it goes on', async () => {
    await travel(async (journey) => {
      const { page, queue, practice } = journey
      const at = new SignInPage(page)
      await queue.go('Accounts')
      await at.add('Microsoft 365')
      await writeMicrosoft(journey, at)
      await at.write({ Name: 'files' })
      await atServicesPage(journey, (service) => allow(service))
      await at.done.click()
      const path = await journey.file('to-a-task.bin', 300_007)
      const task = 'todo:lists/practice-list/tasks/practice-task'
      await journey.cli('upload', path, '--to', task, '--account', 'files')
      await queue.go('Queue')
      await page.getByText("The account 'files' was not asked for the right", { exact: false }).first().waitFor()
      await queue.go('Accounts')
      await at.account('files').getByRole('button', { name: 'Allow more for files' }).click()
      await at.dialog.getByText('Sign in as you@practice.example, as before.').waitFor()
      await at.dialog.getByLabel('Tasks').check()
      await assertNoBarrier(journey)
      await atServicesPage(journey, async (service) => {
        // What there was stays, and no more than what was asked for is added.
        const asked = await service.getByRole('listitem').allTextContents()
        expect(asked.toSorted()).toEqual(['Files.ReadWrite', 'Tasks.ReadWrite', 'User.Read', 'offline_access'])
        await allow(service)
      })
      await at.done.click()
      const attached = await until('the attachment', async () => {
        const { attachments } = await practice.control('GET', '/todo')
        return attachments.find(({ name }: Json) => name === 'to-a-task.bin') ?? null
      })
      expect(attached.sha256).toBe(await sha256(path))
      await queue.go('History')
      await new HistoryPage(page).row('to-a-task.bin').getByText('verified by hash').waitFor()
    })
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
      await expect.poll(() => shell.picture(), { timeout: 60_000 }).toBe('sign-in')
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
