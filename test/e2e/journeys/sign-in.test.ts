/** An account whose sign-in is lost. */

import { expect, test } from 'vitest'
import { HistoryPage } from '../pages/history-page.ts'
import { assertArrived, assertNoBarrier } from '../support/assertions.ts'
import { withEveryFace } from '../support/every-face.ts'
import { tokenFile } from '../support/journey.ts'

const MiB = 1024 * 1024

withEveryFace('signing in again', (travel) => {
  test('a lost sign-in is told everywhere, and what waited for it goes on after signing in', async () => {
    await travel(async (journey) => {
      const { page, queue, practice } = journey
      await practice.control('POST', '/tokens', { revoke: 'all' })
      const path = await journey.file('after.bin', 2 * MiB)
      await journey.add(path, 'onedrive:/Signed')
      const card = queue.card("The account 'work' must be signed in again.")
      await card.getByText('longshore account sign-in work').waitFor()
      const nav = page.getByRole('navigation', { name: 'Sections' })
      await nav.getByRole('link', { name: 'Accounts one account is signed out' }).waitFor()
      await assertNoBarrier(journey)
      await card.getByRole('button', { name: 'Go to accounts' }).click()
      const account = page.getByRole('article', { name: 'work' })
      await account.getByText('Signed out').waitFor()
      await account.getByText('longshore account sign-in work').waitFor()
      await assertNoBarrier(journey)
      await journey.cli('account', 'sign-in', 'work', '--token-file', await tokenFile(journey))
      await account.getByText('Ready').waitFor()
      await assertArrived(journey, path, '/Signed')
      await nav.getByRole('link', { name: 'Accounts', exact: true }).waitFor()
      await queue.go('History')
      await new HistoryPage(page).row('after.bin').getByText('verified by hash').waitFor()
      expect(await page.getByText('must be signed in again').count()).toBe(0)
    })
  })
})
