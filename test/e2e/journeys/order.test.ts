/** Whose turn it is, many at once, and one answer for all that one thing stopped: with the keyboard alone. */

import { expect, test } from 'vitest'
import { writePseudoRandom } from '../../support/pseudo-random.ts'
import { assertArrived, assertNoBarrier } from '../support/assertions.ts'
import { withEveryFace } from '../support/every-face.ts'
import { pressOn, pressUntil } from '../support/keyboard.ts'

withEveryFace('order', (travel) => {
  test('one goes first, some are cancelled and go on after all, and two taken names are answered as one', async () => {
    await travel(
      async (journey) => {
        const { page, queue, practice } = journey
        await journey.cli('pause', '--all')
        const names = ['a', 'b', 'c', 'd'].map((name) => `${name}.bin`)
        const paths = []
        for (const [at, name] of names.entries()) paths.push(await journey.file(name, 20_001 + at))
        for (const path of paths) await journey.cli('upload', path, '--to', 'onedrive:/Order')
        await queue.title.getByText('Paused · 4 files left').waitFor()
        for (const name of names) await queue.row(name).waitFor()
        // Row by row, each time until the focus has come there.
        const goTo = async (name: string) => {
          while (!(await queue.focused()).startsWith(name)) {
            const before = await queue.focusedRow()
            await page.keyboard.press('ArrowDown')
            await expect.poll(() => queue.focusedRow(), { timeout: 10_000 }).not.toBe(before)
          }
        }
        await pressUntil(page, 'F6', async () => (await queue.focusedRow()) !== null)

        await goTo('d.bin')
        for (const before of ['c', 'b', 'a']) {
          await page.keyboard.press('Alt+ArrowUp')
          const placeOf = async (name: string) => Number(await queue.row(name).getAttribute('aria-rowindex'))
          await expect.poll(async () => (await placeOf('d.bin')) < (await placeOf(`${before}.bin`))).toBe(true)
        }
        expect(await queue.focused()).toMatch(/^d\.bin/)

        await goTo('b.bin')
        await page.keyboard.press('Shift+ArrowDown')
        await page.getByText('2 files chosen').waitFor()
        await assertNoBarrier(journey)
        await page.keyboard.press('Delete')
        await page.getByText('2 uploads will be cancelled.').waitFor()
        await page.keyboard.press('Control+z')
        await page.getByText('2 uploads go on.').waitFor()
        await page.keyboard.press('Escape')

        await pressOn(page, 'Resume all')
        for (const path of paths) await assertArrived(journey, path, '/Order')
        const sent = (await practice.journal(0))
          .filter(({ op, status }) => op === 'create' && status === 200)
          .map(({ path }) => path)
        expect(sent).toEqual(['d', 'a', 'b', 'c'].map((name) => `/Order/${name}.bin`))
        await queue.title.getByText('All done').waitFor()

        // Other bytes under two of the names: one card, one answer.
        const again = paths.slice(0, 2)
        for (const path of again) {
          await writePseudoRandom(path, 30_001, path.length + 7)
          await journey.cli('upload', path, '--to', 'onedrive:/Order')
        }
        await queue.title.getByText('2 files need you', { exact: false }).waitFor()
        await assertNoBarrier(journey)
        await pressOn(page, 'Keep both')
        await queue.title.getByText('All done').waitFor()
        const there = (await practice.children('/Order'))?.map(({ size }) => size)
        expect(there?.toSorted()).toEqual([20_001, 20_002, 20_003, 20_004, 30_001, 30_001])
      },
      { settings: { 'transfers.small': '1' } },
    )
  })
})
