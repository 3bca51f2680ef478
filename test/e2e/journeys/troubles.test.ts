/** What goes wrong is told with its next step, and the next step helps. All of it provoked at the service. */

import { expect, test } from 'vitest'
import { assertArrived, assertNoBarrier } from '../support/assertions.ts'
import { withEveryFace } from '../support/every-face.ts'

const MiB = 1024 * 1024

withEveryFace('troubles', (travel) => {
  test('a taken name, one that is not allowed and a path that is too long each say what to do', async () => {
    await travel(async (journey) => {
      const { page, queue, practice } = journey
      await practice.write({ what: 'create', path: '/Wrong/taken.bin', content: 'of somebody else' })
      await journey.add(await journey.file('taken.bin', 5 * MiB), 'onedrive:/Wrong')
      const taken = queue.card('There is already another taken.bin at the destination.')
      await taken.getByText('Keep both, replace the other one or skip this one', { exact: false }).waitFor()

      await journey.add(await journey.file('what: is it?.bin', 3_001), 'onedrive:/Wrong')
      const named = queue.card('does not allow the name what: is it?.bin')
      await named.getByText('Rename the file, then retry.').waitFor()

      // Each name alone may be that long; the path of all of them may not.
      const deep = `onedrive:/${'deep'.repeat(50)}/${'deeper'.repeat(35)}`
      await journey.add(await journey.file('far down.bin', 3_002), deep)
      const long = queue.card('The path of far down.bin is too long')
      await long.getByText('Shorten the folder names, then retry.').waitFor()

      await queue.title.getByText('3 files need you').waitFor()
      await assertNoBarrier(journey)

      // The next step helps.
      await taken.getByRole('button', { name: /^Keep both/ }).click()
      await taken.waitFor({ state: 'detached' })
      await assertArrived(journey, `${journey.folder}/taken.bin`, '/Wrong', 'taken (2).bin')
      const others = (await practice.children('/Wrong')) ?? []
      expect(others.find(({ name }) => name === 'taken.bin').size).toBe('of somebody else'.length)

      await named.getByRole('button', { name: 'More about what: is it?.bin' }).click()
      await page.getByRole('menuitem', { name: 'Why?' }).click()
      await queue.drawer.getByRole('listitem').filter({ hasText: 'name-not-allowed' }).waitFor()
      await assertNoBarrier(journey)
      await page.keyboard.press('Escape')
      await queue.drawer.waitFor({ state: 'detached' })
      await long.getByRole('button', { name: 'More about far down.bin' }).click()
      await page.getByRole('menuitem', { name: 'Dismiss' }).click()
      await long.waitFor({ state: 'detached' })
    })
  })

  test('a full drive waits, says for what, and goes on when there is room', async () => {
    await travel(
      async (journey) => {
        const { page, queue, practice } = journey
        const path = await journey.file('much.bin', 12 * MiB)
        await journey.add(path, 'onedrive:/Full')
        await queue.row('much.bin').getByText('Waiting · quota', { exact: false }).waitFor()
        await assertNoBarrier(journey)
        await queue.row('much.bin').dblclick()
        await queue.drawer
          .getByText(/not enough room left at the destination for much\.bin: \S+ \w?B free, 13 MB needed\./)
          .waitFor()
        await queue.drawer.getByText('Free some space; the upload goes on by itself.').waitFor()
        await assertNoBarrier(journey)
        await page.keyboard.press('Escape')
        await queue.drawer.waitFor({ state: 'detached' })
        await practice.control('POST', '/switches', { quotaTotal: 100 * MiB })
        await queue.row('much.bin').getByRole('button', { name: 'Retry much.bin' }).click()
        await assertArrived(journey, path, '/Full')
      },
      { switches: { quotaTotal: 8 * MiB } },
    )
  })
})
