import { describe, expect, test } from 'vitest'
import type { Page } from 'playwright'
import { longWorld } from '../fakes/sample-worlds.ts'
import { QueuePage } from './pages/queue-page.ts'
import { noBrowser } from './support/browser.ts'
import { useBrowser, visiting } from './support/visit.ts'

/** A window shows sixteen rows. With those that stand ready above and below there are more than thirty. */
const mostInSight = 28

interface Dragged {
  /** Lines that were in the page at one time. */
  readonly most: number
  /** Rows that were made. */
  readonly made: number
}

/** As somebody who drags the thumb: further than the screen is high with every frame. */
function drag(page: Page, pixels: number, frames: number): Promise<Dragged> {
  return page.evaluate<Dragged>(`new Promise((resolve) => {
    const main = document.querySelector('main')
    let [most, made, frame, scrolledAt] = [0, 0, 0, 0]
    main.addEventListener('scroll', () => { scrolledAt = performance.now() })
    const observer = new MutationObserver((records) => {
      const added = records.flatMap(({ addedNodes }) => [...addedNodes])
      made += added.filter((node) => node.nodeType === 1 && node.getAttribute('role') === 'row').length
      // A machine that is busy elsewhere for that long looks like a hand that rests.
      const isDragging = frame > 2 && performance.now() - scrolledAt < 80
      if (isDragging) most = Math.max(most, main.querySelectorAll('[data-line]').length)
    })
    observer.observe(main, { childList: true, subtree: true, characterData: true })
    const step = () => {
      frame += 1
      if (frame <= ${frames}) {
        main.scrollBy(0, ${pixels})
        return requestAnimationFrame(step)
      }
      observer.disconnect()
      resolve({ most, made })
    }
    requestAnimationFrame(step)
  })`)
}

interface Line {
  readonly at: number
  readonly rowIndex: string
  readonly label: string
  readonly text: string
  readonly buttons: number
}

function linesInPage(page: Page): Promise<readonly Line[]> {
  return page.evaluate<readonly Line[]>(`[...document.querySelectorAll('[data-line][aria-label]')].map((row) => ({
    at: Number(row.dataset.line),
    rowIndex: row.getAttribute('aria-rowindex'),
    label: row.getAttribute('aria-label'),
    text: row.textContent,
    buttons: row.querySelectorAll('button').length,
  }))`)
}

/** The file in a line: before each thousand of them stands the head of their folder. */
function fileAt(line: number): string {
  const number = line - 1 - Math.floor(line / 1_001)
  return `frame_${String(number).padStart(6, '0')}.exr`
}

function focusedLine(page: Page): Promise<string | undefined> {
  return page.evaluate<string | undefined>('document.activeElement.dataset.line')
}

describe.skipIf(noBrowser !== null)(`dragging the thumb${noBrowser === null ? '' : ` (${noBrowser})`}`, () => {
  const browser = useBrowser()

  test('draws no more than can be seen, also when lines come to be known meanwhile', async () => {
    await visiting(browser(), longWorld(20_000), async ({ page }) => {
      const queue = new QueuePage(page)
      await queue.row('frame_000000').waitFor()
      const known = (): Promise<number> => queue.grid.getAttribute('aria-rowcount').then(Number)
      const before = await known()
      const { most } = await drag(page, 3_000, 120)
      expect(most).toBeGreaterThan(10)
      expect(most).toBeLessThanOrEqual(mostInSight)
      // Heads of the folders that were met on the way.
      expect(await known()).toBeGreaterThan(before)
    })
  })

  test('changes the words of the rows that are there, and every line at rest is itself', async () => {
    await visiting(browser(), longWorld(5_000), async ({ page }) => {
      const queue = new QueuePage(page)
      await queue.row('frame_000000').waitFor()
      await page.evaluate("document.querySelector('main').scrollTo(0, 44 * 1500)")
      await queue.row('frame_001490').waitFor()
      const { made } = await drag(page, -1_600, 35)
      // Sixteen in each of thirty-five frames would be 560.
      expect(made).toBeLessThan(150)
      await expect
        .poll(async () => (await linesInPage(page)).filter(({ buttons }) => buttons > 0).length)
        .toBeGreaterThan(mostInSight)
      const lines = await linesInPage(page)
      expect(lines.map(({ at }) => at)).toEqual(lines.map(({ at }) => at).toSorted((a, b) => a - b))
      for (const { at, rowIndex, label, text, buttons } of lines) {
        expect(rowIndex).toBe(`${at + 2}`)
        expect(label).toContain(fileAt(at))
        expect(text).toContain(fileAt(at))
        expect(buttons).toBe(2)
      }
    })
  })

  test('takes the focus from no row, however that came to have it', async () => {
    await visiting(browser(), longWorld(5_000), async ({ page }) => {
      const queue = new QueuePage(page)
      await queue.row('frame_000003').click()
      await drag(page, 1_600, 30)
      expect(await focusedLine(page)).toBe('4')
      await expect.poll(() => queue.focused()).toContain('frame_000003')
      // Only pressed, not clicked: the button may come up anywhere.
      const other = await queue.row('frame_001095').boundingBox()
      if (other === null) throw new Error('It was scrolled elsewhere.')
      await page.mouse.move(other.x + 20, other.y + 20)
      await page.mouse.down()
      const line = await focusedLine(page)
      expect(line).toBe('1097')
      await drag(page, 1_600, 30)
      expect(await focusedLine(page)).toBe(line)
      await page.mouse.up()
      await page.keyboard.press('ArrowDown')
      await expect.poll(() => queue.focused()).toContain('frame_001096')
    })
  })
})
