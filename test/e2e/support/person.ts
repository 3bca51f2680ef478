/** What a person does at the practice cloud's own pages, in a browser of theirs. */

import type { Browser, Page } from 'playwright'
import { Shell } from '../pages/shell.ts'
import { SignInPage } from '../pages/sign-in-page.ts'
import { until } from '../../support/processes.ts'
import { openBrowser } from './browser.ts'
import { windowOf } from './faces/electron-face.ts'
import type { Journey } from './journey.ts'

/** Closed when `act` is over. */
async function inBrowser(url: string, act: (page: Page) => Promise<void>): Promise<void> {
  const browser: Browser = await openBrowser()
  try {
    const page = await browser.newPage()
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
export async function typeCode(url: string, code: string): Promise<void> {
  await inBrowser(url, async (page) => {
    await page.getByLabel('Code that the device shows').fill(code)
    await page.getByRole('button', { name: 'Next' }).click()
    await page.getByRole('radio', { name: /\(you@practice\.example/ }).check()
    await page.getByRole('button', { name: 'Allow' }).click()
    await page.getByRole('radio').first().waitFor({ state: 'detached' })
  })
}
