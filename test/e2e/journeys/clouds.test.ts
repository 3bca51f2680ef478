/**
 * Another cloud than the usual one, chosen by a person and reached by its own names: signed in to, uploaded to, renewed
 * and signed in to again there, and nowhere else.
 */

import { expect, test } from 'vitest'
import type { Json } from '../../integration/practice-client.ts'
import { SignInPage } from '../pages/sign-in-page.ts'
import { assertArrived, assertNoBarrier } from '../support/assertions.ts'
import { withEveryFace } from '../support/every-face.ts'
import type { Face } from '../support/faces/app-under-test.ts'
import type { Journey } from '../support/journey.ts'
import { type NationalName, type Ways, hostsSince, nationalClouds, openWays } from '../support/national-clouds.ts'
import { allow, atKnownPage, typeCode } from '../support/person.ts'

const names = Object.keys(nationalClouds) as NationalName[]

/** Each is signed in to by browser with at least one face, and by a code with at least one of all. */
const byCode: Readonly<Record<Face['name'], NationalName>> = { browser: 'us-dod', electron: 'china' }

/** The cloud's own authority, for its own Graph. */
function assertAsked(url: URL, name: NationalName): void {
  const { login, graph } = nationalClouds[name]
  expect(`${url.origin}${url.pathname}`).toBe(`https://${login}/organizations/oauth2/v2.0/authorize`)
  const scopes = (url.searchParams.get('scope') ?? '').split(' ').filter((scope) => scope !== 'offline_access')
  expect(scopes.map((scope) => new URL(scope).origin)).toEqual(scopes.map(() => `https://${graph}`))
}

class Way {
  readonly #journey: Journey
  readonly #ways: Ways

  constructor(journey: Journey, ways: Ways) {
    this.#journey = journey
    this.#ways = ways
  }

  /** Where the program went while something was done. */
  async hostsOf(act: () => Promise<void>): Promise<string[]> {
    const { own } = this.#ways
    const before = own.seen.length
    await act()
    return hostsSince(own, before)
  }

  /** In the dialog: nothing but the cloud says where it goes. */
  async choose(name: NationalName): Promise<void> {
    const at = new SignInPage(this.#journey.page)
    await this.#journey.queue.go('Accounts')
    await at.add('Microsoft 365')
    await at.dialog.getByLabel('Cloud').selectOption({ label: nationalClouds[name].words })
    await at.more()
    await at.write({ 'Client id': 'longshore-test', Name: name })
  }

  async signInByBrowser(name: NationalName): Promise<void> {
    const { who } = nationalClouds[name]
    const url = await atKnownPage(this.#journey, (page) => allow(page, who), { proxy: this.#ways.ofPerson.origin })
    assertAsked(url, name)
    await new SignInPage(this.#journey.page).done.click()
  }

  async signInByCode(name: NationalName): Promise<void> {
    const { login, who } = nationalClouds[name]
    const at = new SignInPage(this.#journey.page)
    await at.button('Use a code').click()
    await at.code.waitFor()
    await at.dialog.getByText(`https://${login}/device`).waitFor()
    const typed = (await at.code.textContent()) ?? ''
    await typeCode(`https://${login}/device`, typed, { who, proxy: this.#ways.ofPerson.origin })
    await at.done.click({ timeout: 60_000 })
  }
}

/** Grants of tokens at the practice cloud, by whose login host it was. */
async function grants({ practice }: Journey, since: number): Promise<Json[]> {
  const entries = await practice.journal(since)
  return entries.filter(({ op, status }) => op === 'token' && status === 200)
}

withEveryFace(
  'clouds of states',
  (travel, face) => {
    test('each is chosen, signed in to, uploaded to, renewed, signed in to again and left at its own hosts', async () => {
      await travel(async (journey) => {
        const { practice, page } = journey
        const at = new SignInPage(page)
        const way = new Way(journey, await openWays(journey))
        // So that each is renewed once when it is used for the first time.
        await practice.control('POST', '/switches', { tokenLifetimeSeconds: 200, deviceCodeInterval: 1 })
        for (const name of names) {
          const { login, graph, who, words } = nationalClouds[name]
          await way.choose(name)
          if (name === 'us-gov') await assertNoBarrier(journey)
          const hosts = await way.hostsOf(() =>
            byCode[face.name] === name ? way.signInByCode(name) : way.signInByBrowser(name),
          )
          expect(new Set(hosts)).toEqual(new Set([login, graph]))
          await at.account(name).getByText(`Microsoft 365 \u00b7 ${words} \u00b7 ${who}`).waitFor()
        }
        await practice.control('POST', '/switches', { tokenLifetimeSeconds: 3599 })
        const listed: Json[] = await journey.cli('account', 'list')
        const national = listed.filter(({ cloud }) => cloud !== 'global')
        expect(national).toEqual(
          names.map((name) => ({
            name,
            kind: 'microsoft',
            user: nationalClouds[name].who,
            cloud: name,
            state: 'ready',
          })),
        )
        for (const name of names) {
          const { login, graph, upload, drive } = nationalClouds[name]
          const path = await journey.file(`${name}.bin`, 5_000_011)
          const before = await practice.total()
          const hosts = await way.hostsOf(async () => {
            await journey.cli('upload', path, '--to', 'onedrive:/Signed', '--account', name, '--wait')
          })
          expect(new Set(hosts)).toEqual(new Set([login, graph, upload]))
          await assertArrived(journey, path, '/Signed', `${name}.bin`, drive)
          const renewed = await grants(journey, before)
          expect(renewed.map(({ signIn }) => signIn.grant)).toEqual(['refresh_token'])
          const entries = (await practice.journal(before)).filter(({ host }) => host !== 'login')
          expect(new Set(entries.map(({ cloud }) => cloud))).toEqual(new Set([name]))
        }
        const again = face.name === 'browser' ? 'us-gov' : 'us-dod'
        await signInAgain(journey, way, again)
        for (const name of names) {
          const hosts = await way.hostsOf(() => remove(journey, name))
          // Microsoft is asked nothing when somebody leaves, and nobody else is, either.
          expect(hosts).toEqual([])
        }
        expect((await journey.cli('account', 'list')).map(({ name }: Json) => name)).toEqual(['work'])
      })
    })
  },
  { practiceArgs: ['--clouds'] },
)

/** The cloud ends what it has given: the person is led to the same cloud, and the file that waited goes there. */
async function signInAgain(journey: Journey, way: Way, name: NationalName): Promise<void> {
  const { practice, page } = journey
  const { login, graph, upload, who, drive } = nationalClouds[name]
  const at = new SignInPage(page)
  await practice.control('POST', '/sign-in', { what: 'revoke', account: who })
  const path = await journey.file('again.bin', 5_000_017)
  const hosts = await way.hostsOf(async () => {
    await journey.cli('upload', path, '--to', 'onedrive:/Signed', '--account', name)
    const again = at.account(name).getByRole('button', { name: `Sign in again: ${name}` })
    await again.click()
    await at.dialog.getByText(`Sign in as ${who}, as before.`).waitFor()
    await way.signInByBrowser(name)
    await assertArrived(journey, path, '/Signed', 'again.bin', drive)
  })
  expect(new Set(hosts)).toEqual(new Set([login, graph, upload]))
}

async function remove({ page }: Journey, name: NationalName): Promise<void> {
  const at = new SignInPage(page)
  await at
    .account(name)
    .getByRole('button', { name: `Remove account ${name}` })
    .click()
  await page.getByRole('button', { name: 'Remove account', exact: true }).click()
  await at.account(name).waitFor({ state: 'detached' })
}
