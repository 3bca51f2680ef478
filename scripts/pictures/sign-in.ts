/** Signing in, from the choice of a service to its end. */

import type { Page } from 'playwright'
import { QueueWorld } from '../../test/fakes/queue-world.ts'
import { busyWorld } from '../../test/fakes/sample-worlds.ts'
import { failure } from '../../src/shared/failure.ts'
import { inEach } from './picture.ts'
import type { Picture } from './picture.ts'

type Act = NonNullable<Picture['act']>

const add = (page: Page): Promise<void> => page.getByRole('button', { name: 'Add account' }).click()

async function microsoft(page: Page): Promise<void> {
  await add(page)
  await page.getByRole('button', { name: /^Microsoft 365/ }).click()
}

async function microsoftMore(page: Page): Promise<void> {
  await microsoft(page)
  await page.getByText('More', { exact: true }).click()
}

async function box(page: Page): Promise<void> {
  await add(page)
  await page.getByRole('button', { name: /^Box/ }).click()
}

async function boxToken(page: Page): Promise<void> {
  await box(page)
  await page.getByRole('radio', { name: /developer token/ }).check()
}

async function inBrowser(page: Page): Promise<void> {
  await microsoft(page)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByRole('link', { name: 'Open the sign-in page' }).waitFor()
}

async function withCode(page: Page): Promise<void> {
  await microsoft(page)
  await page.getByRole('button', { name: 'Use a code' }).click()
  await page.getByRole('button', { name: 'Copy the code' }).waitFor()
}

const done: Act = async (page, world) => {
  await inBrowser(page)
  world.signIns.allow()
  await page.getByRole('button', { name: 'Done' }).waitFor()
}

const refused: Act = async (page, world) => {
  await inBrowser(page)
  world.signIns.refuse(
    failure('sign-in-refused', { service: 'Microsoft', detail: 'the person said no (access_denied).' }),
  )
  await page.getByRole('button', { name: 'Try again' }).waitFor()
}

const expired: Act = async (page, world) => {
  await withCode(page)
  world.signIns.refuse(failure('sign-in-expired', { service: 'Microsoft' }))
  await page.getByRole('button', { name: 'Try again' }).waitFor()
}

const unregistered: Act = async (page, world) => {
  world.signIns.wrong = failure('client-id-missing', {
    service: 'Microsoft',
    variable: 'LONGSHORE_MICROSOFT_CLIENT_ID',
    setting: 'accounts.microsoftClientId',
  })
  await microsoft(page)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByRole('button', { name: 'Change…' }).click()
}

async function again(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Allow more for lab' }).click()
}

/** The next ones name what they begin with. */
const scenes: readonly (readonly [name: string, act: Act])[] = [
  ['choose', add],
  ['microsoft', microsoft],
  ['microsoft-more', microsoftMore],
  ['box', box],
  ['box-token', boxToken],
  ['browser', inBrowser],
  ['code', withCode],
  ['done', done],
  ['refused', refused],
  ['expired', expired],
  ['unregistered', unregistered],
  ['again', again],
]

export const signInPictures: readonly Picture[] = [
  ...scenes.flatMap(([name, act]) => inEach({ name: `sign-in-${name}`, world: busyWorld, screen: 'accounts', act })),
  ...inEach({ name: 'accounts-empty', world: noAccounts, act: (page) => skip(page) }),
]

function noAccounts(): QueueWorld {
  return new QueueWorld()
}

async function skip(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Skip this' }).click()
  await page.evaluate("location.hash = '#/accounts'")
}
