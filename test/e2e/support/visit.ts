/** One visit: a staged engine, the real server before it, and a page that was let in. */

import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, BrowserContextOptions } from 'playwright'
import { afterAll, beforeAll, expect, inject } from 'vitest'
import type { QueueWorld } from '../../fakes/queue-world.ts'
import { openBrowser, openPage } from './browser.ts'
import type { Overheard } from './browser.ts'
import { serveUi } from './ui-server.ts'
import type { UiServer } from './ui-server.ts'

export interface Visit extends Overheard {
  readonly world: QueueWorld
  readonly server: UiServer
}

/** A browser for all tests of a file. */
export function useBrowser(): () => Browser {
  let browser: Browser | undefined
  beforeAll(async () => {
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser?.close()
  })
  return () => {
    if (browser === undefined) throw new Error('The browser is not open yet.')
    return browser
  }
}

/** Whatever the test did: nothing was against the policy, nothing was thrown, nobody else was asked. */
export async function visiting(
  browser: Browser,
  world: QueueWorld,
  act: (visit: Visit) => Promise<void>,
  options: BrowserContextOptions = {},
): Promise<void> {
  const server = await serveUi(world, inject('pageFolder'))
  const watched = await openPage(browser, options)
  try {
    await watched.page.goto(server.link())
    await watched.page.getByRole('heading', { level: 1 }).waitFor()
    await act({ ...watched, world, server })
    expect(watched.wrong).toEqual([])
    const hosts = new Set(watched.requests.map((url) => new URL(url).host))
    expect([...hosts]).toEqual([`127.0.0.1:${server.port}`])
  } finally {
    await watched.page.context().close()
    await server.close()
  }
}

/**
 * What axe finds, short enough to be read.
 *
 * @param isAlone where no second page can be opened to put the parts together
 */
export function axeFindings({ page }: Pick<Visit, 'page'>, isAlone = false): Promise<string[]> {
  // WCAG 2.2 AA, 2.5.8: axe leaves it out unless it is asked.
  const asked = { rules: { 'target-size': { enabled: true } } }
  return findings(new AxeBuilder({ page }).setLegacyMode(isAlone).options(asked))
}

/** The same where only colours have changed since; a good deal quicker. */
export function contrastFindings({ page }: Pick<Visit, 'page'>): Promise<string[]> {
  return findings(new AxeBuilder({ page }).withRules(['color-contrast']))
}

async function findings(axe: AxeBuilder): Promise<string[]> {
  const { violations } = await axe.analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`)
}
