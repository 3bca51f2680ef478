import { describe, expect, test } from 'vitest'
import type { TransferView } from '../../src/shared/transfer.ts'
import { aTransfer } from '../fakes/fake-engine.ts'
import { QueueWorld } from '../fakes/queue-world.ts'
import { hostileTexts } from '../fixtures/hostile-texts.ts'
import { QueuePage } from './pages/queue-page.ts'
import { noBrowser } from './support/browser.ts'
import { useBrowser, visiting } from './support/visit.ts'
import type { Visit } from './support/visit.ts'

function hostileRow(text: string, at: number, state: TransferView['state']): TransferView {
  return aTransfer(`${state}${at}`, state, {
    path: `/data/${text.replaceAll('/', '∕')}`,
    destination: `onedrive:/${text.replaceAll('/', '∕')}`,
    account: text,
    failure:
      state === 'queued' || state === 'done' ? null : { code: text, message: text, nextStep: text, retryAt: null },
    remote: {
      id: text,
      name: text,
      size: 1,
      hash: { algorithm: 'sha1', value: text },
      webUrl: `javascript:alert(${at})`,
    },
  })
}

function hostileWorld(): QueueWorld {
  const world = new QueueWorld()
  world.accounts = hostileTexts.map((name) => ({
    name,
    kind: 'microsoft',
    user: name,
    cloud: name,
    state: 'signed-out',
  }))
  world.watches = hostileTexts.map((text, at) => ({
    id: `w${at}`,
    name: text,
    folder: text,
    destination: text,
    account: text,
    state: 'missing',
    existing: 'skip',
    settleMs: 10_000,
    after: 'keep',
    counts: world.summary().tallies,
  }))
  world.steps = hostileTexts.map((text) => ({ at: '2026-11-21T12:00:00.000Z', what: text, why: text }))
  for (const [at, text] of hostileTexts.entries()) {
    for (const state of ['queued', 'waiting', 'blocked', 'failed', 'done'] as const)
      world.put(hostileRow(text, at, state))
  }
  return world
}

/** Everything that a text could have become instead of text. */
const planted =
  "document.querySelectorAll('img, iframe, object, embed, base, meta[http-equiv], form[action], [onerror], [onload], [onclick], script:not([src]), style, link:not([rel=stylesheet]):not([rel=icon])').length"

async function assertOnlyText({ page }: Visit): Promise<void> {
  expect(await page.evaluate<number>(planted)).toBe(0)
  expect(
    await page.evaluate<string>("[...document.querySelectorAll('a')].map((a) => a.protocol).join(' ')"),
  ).not.toContain('javascript')
  const text = await page.evaluate<string>('document.body.innerText')
  // Nothing that turns the reading direction or hides is left as it is.
  expect(text).not.toMatch(/[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\u0000-\u0008\u001b]/)
}

describe.skipIf(noBrowser !== null)(`texts of others${noBrowser === null ? '' : ` (${noBrowser})`}`, () => {
  const browser = useBrowser()

  test('C3: there are enough of them', () => {
    expect(hostileTexts.length).toBeGreaterThanOrEqual(60)
  })

  test('C3: fault-H01 are plain text on every screen, and can be seen', async () => {
    await visiting(browser(), hostileWorld(), async (visit) => {
      const { page } = visit
      const queue = new QueuePage(page)
      await queue.grid.waitFor()
      await page.getByRole('button', { name: /^Show all/ }).click()
      await assertOnlyText(visit)
      for (const screen of ['Watched folders', 'History', 'Accounts', 'Settings', 'Queue'] as const) {
        await queue.go(screen)
        await page.waitForTimeout(400)
        await assertOnlyText(visit)
      }
      await page.evaluate("document.querySelector('main').scrollTo(0, 1e9)")
      await page.waitForTimeout(400)
      await assertOnlyText(visit)
    })
  })

  test('C3: fault-H01 are shown letter by letter', async () => {
    const world = new QueueWorld()
    world.accounts = [{ name: 'lab', kind: 'practice', user: null, cloud: 'global', state: 'ready' }]
    const shown = ['<img src=x onerror=alert(1)>.png', '{{count}} $t(nav.queue).txt', '&lt;b&gt;.txt', 'a  b   c.txt']
    world.put(aTransfer('evil', 'queued', { path: '/data/annual\u202Efdp.exe' }))
    for (const [at, name] of shown.entries()) world.put(aTransfer(`s${at}`, 'queued', { path: `/data/${name}` }))
    await visiting(browser(), world, async ({ page }) => {
      await page.getByText(String.raw`annual\u202efdp.exe`, { exact: true }).waitFor()
      const names = await page.evaluate<string[]>(
        '[...document.querySelectorAll(\'[role=gridcell][aria-colindex="1"] bdi\')].map((e) => e.textContent)',
      )
      for (const name of shown) expect(names).toContain(name)
      await page.getByText(shown[1] ?? '', { exact: true }).dblclick()
      await page
        .getByRole('dialog')
        .getByRole('heading', { name: shown[1] ?? '', exact: true })
        .waitFor()
    })
  })
})
