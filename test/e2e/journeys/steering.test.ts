/** Somebody steers what is under way, and asks why it is as it is: pause, resume, “Why?”. */

import { expect, test } from 'vitest'
import { HistoryPage } from '../pages/history-page.ts'
import { assertArrived, assertNoBarrier } from '../support/assertions.ts'
import { withEveryFace } from '../support/every-face.ts'
import { fast, slow, untilUnderWay } from '../support/slow.ts'

const MiB = 1024 * 1024

withEveryFace('steering', (travel) => {
  test('one is paused and resumed, then all are', async () => {
    await travel(
      async (journey) => {
        const { page, queue, practice } = journey
        const [one, two] = [await journey.file('one.bin', 14 * MiB + 1), await journey.file('two.bin', 14 * MiB + 2)]
        await journey.add(one, 'onedrive:/Steered')
        await journey.add(two, 'onedrive:/Steered')
        await untilUnderWay(journey, 'one.bin')
        await queue.row('one.bin').getByRole('button', { name: 'Pause one.bin' }).click()
        await queue.row('one.bin').getByText('Paused').waitFor()
        await untilUnderWay(journey, 'two.bin')
        await assertNoBarrier(journey)
        await queue.button('Pause all').click()
        await queue.title.getByText('Paused · 2 files left').waitFor()
        await assertNoBarrier(journey)
        const total = await practice.total()
        await queue.row('one.bin').getByRole('button', { name: 'Resume one.bin' }).click()
        await queue.row('one.bin').getByText('Queued').waitFor()
        expect(await practice.total()).toBe(total)
        await journey.cli(...fast)
        // From now on for a time: the pause that is there gets an end.
        await queue.button('Pause all for a time').click()
        await page.getByRole('menuitem', { name: 'For 30 minutes' }).click()
        await queue.title.getByText(/^Paused until .+ · 2 files left$/).waitFor()
        expect(await journey.cli('status')).toMatchObject({ paused: true, pausedUntil: expect.stringMatching(/Z$/) })
        await journey.cli('pause', '--for', '2s')
        await assertArrived(journey, one, '/Steered')
        await assertArrived(journey, two, '/Steered')
        await queue.title.getByText('All done').waitFor()
      },
      { settings: slow },
    )
  })

  test('“Why?” tells what was decided, and the drawer what there is to know', async () => {
    await travel(async (journey) => {
      const { page, queue, practice } = journey
      await practice.fault({
        match: { op: 'put' },
        action: 'respond',
        params: { status: 500, code: 'generalException' },
      })
      await practice.fault({ id: 'look', match: { op: 'put', nth: 3 }, action: 'hold', params: { gate: 'look' } })
      const path = await journey.file('asked.bin', 14 * MiB + 5)
      await journey.add(path, 'onedrive:/Asked')
      await queue.row('asked.bin').getByText('Uploading').waitFor()
      await queue.row('asked.bin').dblclick()
      await queue.drawer.getByText(path).waitFor()
      await queue.drawer.getByRole('button', { name: 'Why?' }).click()
      await queue.drawer.getByText('queued', { exact: false }).first().waitFor()
      await assertNoBarrier(journey)
      await page.keyboard.press('Escape')
      await queue.drawer.waitFor({ state: 'detached' })
      await practice.clearFaults()
      await assertArrived(journey, path, '/Asked')
      await queue.go('History')
      await new HistoryPage(page).row('asked.bin').getByRole('button').click()
      await queue.drawer.getByRole('button', { name: 'Why?' }).click()
      // Among the facts, and in where it stands.
      const evidence = 'The destination’s checksum equals ours'
      const standing = queue.drawer.getByRole('region', { name: 'Where it stands' })
      await standing.getByText(evidence).waitFor()
      expect(await queue.drawer.getByText(evidence).count()).toBe(2)
      await queue.drawer.getByText("done: the destination's quickXorHash equals ours").waitFor()
      // Newest first, each link of the chain with its reason.
      const chain = [
        "done: the destination's quickXorHash equals ours",
        'verifying: the destination took the last range',
        'trying again: the wait is over',
        'server-error',
        'session opened: expires',
        'queued: added by hand',
      ]
      const told = (await queue.drawer.getByRole('listitem').allTextContents()).join('\n')
      const places = chain.map((link) => told.indexOf(link))
      expect(places).not.toContain(-1)
      expect(places).toEqual(places.toSorted((a, b) => a - b))
    })
  })
})
