import { describe, expect, test } from 'vitest'
import { busyWorld } from '../fakes/sample-worlds.ts'
import { QueuePage } from './pages/queue-page.ts'
import { noBrowser } from './support/browser.ts'
import { pressUntil } from './support/keyboard.ts'
import { useBrowser, visiting } from './support/visit.ts'

describe.skipIf(noBrowser !== null)(`without a mouse${noBrowser === null ? '' : ` (${noBrowser})`}`, () => {
  const browser = useBrowser()

  test('what has the focus goes, and the focus stays in the list', async () => {
    await visiting(browser(), busyWorld(), async ({ page, world }) => {
      const queue = new QueuePage(page)
      await queue.row('stack_000318').click()
      await page.keyboard.press('ArrowRight')
      await expect.poll(() => queue.focused()).toMatch(/^Pause stack_000318/)
      await page.keyboard.press('Enter')
      await expect.poll(() => world.rows.get('r1')?.state).toBe('paused')
      // The same button: pressed again, it takes the first press back.
      await expect.poll(() => queue.focused()).toMatch(/^Resume stack_000318/)
      const at = Number(await queue.row('stack_000318').getAttribute('aria-rowindex'))
      world.move('r1', 'canceled')
      await queue.row('stack_000318').waitFor({ state: 'detached' })
      await expect.poll(() => queue.focusedRow()).toBe(`${at}`)
    })
  })

  test('everything in the list has a key', async () => {
    await visiting(browser(), busyWorld(), async ({ page, world }) => {
      const queue = new QueuePage(page)
      await queue.row('stack_000318').waitFor()
      const focused = () => queue.focused()
      await pressUntil(page, 'F6', async () => (await focused()).startsWith('Ceremony'))
      await pressUntil(page, 'ArrowDown', async () => {
        await page.waitForTimeout(60)
        return (await focused()).startsWith('stack_000318')
      })
      await expect.poll(focused).toContain('stack_000318.ome.tiff, uploading, 62 percent')
      await page.keyboard.press('Space')
      await expect.poll(() => world.rows.get('r1')?.state).toBe('paused')
      await queue.row('stack_000318').getByText('Paused').waitFor()
      await page.keyboard.press('Space')
      await expect.poll(() => world.rows.get('r1')?.state).toBe('queued')
      // Until the row has heard of it, its first button is still the one that resumes.
      await queue
        .row('stack_000318')
        .getByRole('button', { name: /^Pause/ })
        .waitFor()
      await page.keyboard.press('ArrowRight')
      await expect.poll(focused).toMatch(/^Pause stack_000318/)
      await page.keyboard.press('ArrowLeft')
      await page.keyboard.press('Enter')
      await queue.drawer.getByText('/data/microscope/Run 0412/stack_000318.ome.tiff').waitFor()
      await page.keyboard.press('Escape')
      await queue.drawer.waitFor({ state: 'detached' })
      await expect.poll(focused).toContain('stack_000318')
      await page.keyboard.press('F1')
      await queue.drawer.getByText('found in the watched folder Microscope').waitFor()
      await page.keyboard.press('Escape')
      await queue.drawer.waitFor({ state: 'detached' })
      await page.keyboard.press('Shift+ArrowDown')
      await page.keyboard.press('Shift+ArrowDown')
      await page.getByText('3 files chosen').waitFor()
      await page.keyboard.press('Delete')
      await page.getByText('3 uploads will be cancelled.').waitFor()
      await page.keyboard.press('Control+z')
      await page.getByText('3 uploads go on.').waitFor()
      expect(world.asked.some(({ name }) => name === 'cancel')).toBe(false)
      await page.keyboard.press('Escape')
      await page.keyboard.press('Home')
      await expect.poll(focused).toContain('Ceremony')
      await page.keyboard.press('ArrowLeft')
      await queue.row('rings.mov').waitFor({ state: 'detached' })
      await page.keyboard.press('ArrowRight')
      await queue.row('rings.mov').waitFor()
      await page.keyboard.press('Control+Shift+R')
      await expect.poll(() => world.rows.get('n1')?.state).toBe('queued')
    })
  })

  test('files are added, a folder is watched and a setting is changed', async () => {
    await visiting(browser(), busyWorld(), async ({ page, world }) => {
      await page.keyboard.press('Control+o')
      await page.getByLabel('Files or folders').waitFor()
      await pressUntil(page, 'Tab', () => page.evaluate<boolean>("document.activeElement.tagName === 'TEXTAREA'"))
      await page.keyboard.type('/data/one.bin')
      await page.keyboard.press('Tab')
      await page.keyboard.press('Control+a')
      await page.keyboard.type('onedrive:/Typed')
      await page.keyboard.press('Enter')
      await page.getByText('One file added.').waitFor()
      expect(world.asked.at(-1)).toMatchObject({ input: { paths: ['/data/one.bin'], to: 'onedrive:/Typed' } })

      await page.keyboard.press('Control+,')
      await page.getByRole('heading', { name: 'Settings' }).waitFor()
      await page.getByLabel('Speed limit').focus()
      await page.keyboard.press('Control+a')
      await page.keyboard.type('2.5')
      await page.keyboard.press('Enter')
      await expect.poll(() => world.stored['bandwidth.bytesPerSecond']).toBe(2_500_000)
      const times = page.getByRole('switch', { name: 'Keep the times of small files' })
      await times.focus()
      await page.keyboard.press('Space')
      await expect.poll(() => world.stored['transfers.keepSmallTimes']).toBe(false)

      await new QueuePage(page).go('Watched folders')
      await page.getByRole('button', { name: 'Watch a folder' }).focus()
      await page.keyboard.press('Enter')
      await page.getByLabel('Folder to watch').waitFor()
      await page.getByLabel('Folder to watch').focus()
      await page.keyboard.type('/data/inbox')
      await page.keyboard.press('Enter')
      await page.getByText('“inbox” is watched from now on.').waitFor()
      expect(world.watches.at(-1)).toMatchObject({
        folder: '/data/inbox',
        destination: 'onedrive:/Typed',
        existing: 'skip',
      })
    })
  })
})
