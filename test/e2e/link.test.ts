import { describe, expect, inject, test } from 'vitest'
import { QueueWorld } from '../fakes/queue-world.ts'
import { busyWorld } from '../fakes/sample-worlds.ts'
import { QueuePage } from './pages/queue-page.ts'
import { noBrowser, openPage } from './support/browser.ts'
import { serveUi } from './support/ui-server.ts'
import { useBrowser, visiting } from './support/visit.ts'

describe.skipIf(noBrowser !== null)(`the line to the engine${noBrowser === null ? '' : ` (${noBrowser})`}`, () => {
  const browser = useBrowser()

  test('C5, L6: fault-H08 the code of the link is exchanged, taken out of the address, and nothing secret is kept beyond this tab', async () => {
    await visiting(browser(), busyWorld(), async ({ page, server }) => {
      expect(page.url()).toBe(`${server.origin}/`)
      const kept = await page.evaluate<string>('JSON.stringify([{ ...localStorage }, document.cookie])')
      const [inStorage, cookies] = JSON.parse(kept) as [Record<string, string>, string]
      expect(cookies).toBe('')
      // How the page looks, so that nothing flickers.
      const { 'longshore.appearance': looks = '{}', ...others } = inStorage
      expect(others).toEqual({})
      expect(Object.keys(JSON.parse(looks)).toSorted()).toEqual(['interface.language', 'interface.theme'])
      await page.reload()
      await new QueuePage(page).row('stack_000318').waitFor()
      // Another tab has no token.
      const other = await page.context().newPage()
      await other.goto(server.origin)
      await other.getByRole('heading', { name: 'This page needs a new link' }).waitFor()
      await other.goto(server.link())
      await new QueuePage(other).row('stack_000318').waitFor()
      // Which takes nothing from the first one.
      await page.reload()
      await new QueuePage(page).row('stack_000318').waitFor()
    })
  })

  test('says that it is down, shows what it knew, and recovers by itself', async () => {
    await visiting(browser(), busyWorld(), async ({ page, server, world }) => {
      const queue = new QueuePage(page)
      await queue.row('stack_000318').getByText('Uploading · 62%').waitFor()
      await page.context().setOffline(true)
      server.dropLines()
      await page.getByText('Not connected to the engine.').waitFor()
      world.move('r1', 'sending', { acknowledgedBytes: 4.5e9 })
      expect(await queue.row('stack_000318').getByText('Uploading · 62%').count()).toBe(1)
      await page.context().setOffline(false)
      await page.getByRole('button', { name: 'Try now' }).click()
      await page.getByText('Not connected to the engine.').waitFor({ state: 'detached' })
      await queue.row('stack_000318').getByText('Uploading · 90%').waitFor()
    })
  })

  test('an engine that was started anew needs a new link, and says so', async () => {
    const world = busyWorld()
    const server = await serveUi(world, inject('pageFolder'))
    const { page } = await openPage(browser())
    await page.goto(server.link())
    await new QueuePage(page).row('stack_000318').waitFor()
    await server.close()
    await page.getByText('Not connected to the engine.').waitFor()
    const again = await serveUi(world, inject('pageFolder'), server.port)
    await page.getByText('longshore open').waitFor()
    await page.evaluate(`location.href = ${JSON.stringify(again.link())}`)
    await page.getByText('Not connected to the engine.').waitFor({ state: 'detached' })
    await expect.poll(() => new QueuePage(page).row('stack_000318').count()).toBe(1)
    await page.context().close()
    await again.close()
  })

  test('C1, C4: the policy holds: no code, picture, frame or form from anywhere else', async () => {
    await visiting(browser(), busyWorld(), async (visit) => {
      const { page, wrong, requests, server } = visit
      const blocked = await page.evaluate<string[]>(`new Promise((resolve) => {
        const found = []
        addEventListener('securitypolicyviolation', (event) => found.push(event.effectiveDirective))
        const add = (name, set) => { const e = document.createElement(name); Object.assign(e, set); document.body.append(e); return e }
        add('img', { src: 'https://evil.example/x.png' })
        add('iframe', { src: 'https://evil.example/' })
        add('style', { textContent: '* { color: red }' })
        try { document.body.insertAdjacentHTML('beforeend', '<p>x</p>') } catch { found.push('trusted-types sink') }
        fetch('https://evil.example/').catch(() => undefined)
        setTimeout(() => resolve(found), 500)
      })`)
      expect(new Set(blocked)).toEqual(
        new Set([
          'img-src',
          'frame-src',
          'style-src-elem',
          'trusted-types sink',
          'require-trusted-types-for',
          'connect-src',
        ]),
      )
      // These were ours; none of them left the page.
      wrong.length = 0
      requests.splice(0, requests.length, server.origin)
    })
  })

  test('the first run leads from the practice cloud to a watched folder in three steps', async () => {
    await visiting(browser(), new QueueWorld(), async ({ page, world }) => {
      await page.getByText('Step 1 of 3').waitFor()
      await page.getByRole('button', { name: 'Use the practice cloud' }).click()
      await page.getByText('Step 2 of 3').waitFor()
      await page.getByRole('textbox', { name: 'Destination' }).fill('nowhere')
      await page.getByRole('button', { name: 'Use this folder' }).click()
      await page.getByText('nowhere is not a destination', { exact: false }).waitFor()
      await page.getByRole('textbox', { name: 'Destination' }).fill('onedrive:/First')
      await page.getByRole('button', { name: 'Use this folder' }).click()
      await page.getByText('Step 3 of 3').waitFor()
      await page.getByLabel('Folder to watch').fill('/data/first')
      await page.getByRole('button', { name: 'Watch it' }).click()
      await page.getByRole('heading', { name: 'Nothing to upload' }).waitFor()
      expect(world.asked.map(({ name }) => name)).toEqual(['accounts.add', 'watches.add'])
      expect(world.watches[0]).toMatchObject({
        folder: '/data/first',
        destination: 'onedrive:/First',
        existing: 'skip',
      })
    })
  })
})
