/** What a person does at the practice cloud's own pages, in a browser of theirs. */

import type { Browser, Page } from 'playwright'
import { Shell } from '../pages/shell.ts'
import { SignInPage } from '../pages/sign-in-page.ts'
import { until } from '../../support/processes.ts'
import { openBrowser } from './browser.ts'
import { windowOf } from './faces/electron-face.ts'
import type { Journey } from './journey.ts'

/** How this person's browser gets out. */
export interface Line {
  readonly proxy?: string
}

/** Closed when `act` is over. */
async function inBrowser(url: string, act: (page: Page) => Promise<void>, line: Line = {}): Promise<void> {
  const { proxy } = line
  const browser: Browser = await openBrowser(proxy === undefined ? [] : [`--proxy-server=${proxy}`])
  try {
    // Such a proxy shows certificates of its own.
    const page = await browser.newPage({ ignoreHTTPSErrors: proxy !== undefined })
    await page.goto(url)
    await act(page)
  } finally {
    await browser.close()
  }
}

/**
 * Begins signing in by the button that is there, and leads on to the service's page: by the link in a browser, and where
 * the app has the system's browser open it, there, after a person has allowed the practice cloud's address.
 */
export async function atServicesPage(journey: Journey, act: (page: Page) => Promise<void>): Promise<void> {
  const { page, face } = journey
  const at = new SignInPage(page)
  if (face.name === 'browser') {
    await at.button('Sign in').click()
    const opening = page.context().waitForEvent('page')
    await at.link.click()
    const service = await opening
    await act(service)
    await service.close()
    return
  }
  const app = windowOf(journey)
  const before = app.openedAddresses.length
  const shell = await Shell.watch(app.electron)
  await at.button('Sign in').click()
  const url = await until('the system\u2019s browser', () => app.openedAddresses[before] ?? null)
  const questions = await shell.questions()
  if (questions.at(-1) !== `Open the sign-in page at ${new URL(url).host}?`) throw new Error(questions.join())
  await at.dialog.getByText('Your browser has opened', { exact: false }).waitFor()
  await inBrowser(url, act)
}

/** Allows what is asked for, as this one. */
export async function allow(page: Page, who = 'you@practice.example'): Promise<void> {
  const person = page.getByRole('radio', { name: new RegExp(who.replaceAll('.', '\\.')) })
  if ((await person.count()) > 0) await person.check()
  await page.getByRole('button', { name: 'Allow' }).click()
  await page.getByRole('heading', { name: 'Back to Longshore' }).waitFor()
}

export async function deny(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Deny' }).click()
  await page.getByRole('heading', { name: 'Nobody was signed in' }).waitFor()
}

/** Types the code that is shown, as it is shown, on another device. */
export async function typeCode(
  url: string,
  code: string,
  { who = 'you@practice.example', ...line }: Line & { readonly who?: string } = {},
): Promise<void> {
  const type = async (page: Page): Promise<void> => {
    await page.getByLabel('Code that the device shows').fill(code)
    await page.getByRole('button', { name: 'Next' }).click()
    await page.getByRole('radio', { name: new RegExp(`\\(${who.replaceAll('.', '\\.')}`) }).check()
    await page.getByRole('button', { name: 'Allow' }).click()
    await page.getByRole('radio').first().waitFor({ state: 'detached' })
  }
  await inBrowser(url, type, line)
}

/**
 * Begins signing in at a page that everybody knows: a browser is shown the link, the app has the system's browser open it
 * without a question.
 */
export async function atKnownPage(journey: Journey, act: (page: Page) => Promise<void>, line: Line): Promise<URL> {
  const { page, face } = journey
  const at = new SignInPage(page)
  const app = face.name === 'browser' ? null : windowOf(journey)
  const before = app?.openedAddresses.length ?? 0
  const shell = app === null ? null : await Shell.watch(app.electron)
  await at.button('Sign in').click()
  const url =
    app === null
      ? await at.link.getAttribute('href')
      : await until('the system\u2019s browser', () => app.openedAddresses[before] ?? null)
  if (url === null || (await shell?.questions())?.length) throw new Error(`not opened at once: ${url}`)
  await inBrowser(url, act, line)
  return new URL(url)
}
