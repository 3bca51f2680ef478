/**
 * The settings one by one: changed on the screen, each changes what is done; so says the command line; so it is after a
 * restart; and set back by the command line it is as before, on the open screen too. The rows are in support/settings.
 */

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { dialAny } from '../../../src/main/client/reach-engine.ts'
import { addressesToDial } from '../../../src/main/private-address.ts'
import { type LongshoreContract, contract } from '../../../src/shared/contract.ts'
import { connect } from '../../../src/shared/rpc-connect.ts'
import type { Client } from '../../../src/shared/rpc-contract.ts'
import { type SettingKey, settings } from '../../../src/shared/settings.ts'
import { company, outsideRoots } from '../../support/company-network.ts'
import { Practice } from '../../integration/practice-client.ts'
import { SettingsPage } from '../pages/settings-page.ts'
import { Shell } from '../pages/shell.ts'
import { withEveryFace } from '../support/every-face.ts'
import { browserFace } from '../support/faces/browser-face.ts'
import { electronFace, windowOf } from '../support/faces/electron-face.ts'
import type { Journey } from '../support/journey.ts'
import { appEffects } from '../support/settings/app-effects.ts'
import { pageEffects } from '../support/settings/page-effects.ts'
import { settingRows } from '../support/settings/rows.ts'

/** Each of them is looked at four times, and the app's tell one thing a minute of their time. */
const patience = 300_000

type Looks = Readonly<Partial<Record<SettingKey, () => Promise<string>>>>

const keysOf = (face: 'browser' | 'electron'): SettingKey[] =>
  (Object.keys(settingRows) as SettingKey[]).filter((key) => settingRows[key].face === face)

async function assertSeen(looks: Looks, key: SettingKey, is: 'usual' | 'other', when: string): Promise<void> {
  const look = looks[key]
  if (look === undefined) throw new Error(`nobody looks at ${key}`)
  await expect.poll(look, { timeout: 25_000, message: `${key}, ${when}` }).toBe(settingRows[key][is])
}

/** @param given values that a row can't hold */
async function assertAll(
  journey: Journey,
  keys: readonly SettingKey[],
  given: Readonly<Partial<Record<SettingKey, string>>>,
  looksNow: () => Promise<Looks>,
): Promise<void> {
  const screen = new SettingsPage(journey.page)
  const valueOf = (key: SettingKey): unknown => settingRows[key].value ?? given[key]
  const stored = async (key: SettingKey): Promise<unknown> => (await journey.cli('settings', 'get', key)).value
  let looks = await looksNow()
  await screen.open()
  for (const key of keys) {
    await assertSeen(looks, key, 'usual', 'at first')
    await screen.set(key, valueOf(key))
    await expect.poll(() => stored(key), { timeout: 30_000, message: key }).toEqual(valueOf(key))
    await assertSeen(looks, key, 'other', 'set on the screen')
  }
  await journey.app.kill()
  await journey.app.startAgain()
  // A token of the daemon that is dead opens nothing at the new one; the page had to try it to know.
  expect(journey.app.wrong.splice(0).filter((text) => !text.includes('status of 401'))).toEqual([])
  looks = await looksNow()
  const again = new SettingsPage(journey.page)
  await again.open()
  for (const key of keys.toReversed()) {
    const usual = settings[key].default
    const shows = async (value: unknown): Promise<void> => {
      await expect.poll(() => again.read(key), { timeout: 30_000, message: key }).toBe(again.text(key, value))
    }
    await shows(valueOf(key))
    await assertSeen(looks, key, 'other', 'after a restart')
    await journey.cli('settings', 'set', key, String(usual))
    await shows(usual)
    await assertSeen(looks, key, 'usual', 'set back by the command line')
  }
}

/** What the programs of this test are started with. */
function startWith(environment: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value)
  onTestFinished(() => void vi.unstubAllEnvs())
}

/** An account that is only reached through a proxy that looks in: to add it, that one is trusted for a moment. */
async function addBeyond(journey: Journey, accessToken: string, caFile: string): Promise<void> {
  const tokens = join(journey.folder, 'beyond.json')
  writeFileSync(tokens, JSON.stringify({ accessToken }))
  const { graphUrl, loginUrl } = outsideRoots
  const roots = ['--graph-url', graphUrl, '--login-url', loginUrl, '--token-file', tokens]
  await journey.cli('settings', 'set', 'network.caFile', caFile)
  await journey.cli('account', 'add', 'microsoft', '--name', 'outside', ...roots)
  await journey.cli('settings', 'set', 'network.caFile', 'null')
}

withEveryFace(
  'every setting of the engine and its page',
  (travel) => {
    test(
      'on the screen, in the command line, after a restart',
      async () => {
        const net = await company()
        const beyond = await Practice.start({ profile: 'odb' })
        const [environment, setting] = [await net.proxy(beyond.cloud), await net.proxy(beyond.cloud)]
        startWith({
          https_proxy: environment.origin,
          NODE_OPTIONS: `--import=${new URL('../../support/battery-machine.mjs', import.meta.url).href}`,
        })
        await travel(async (journey) => {
          await addBeyond(journey, beyond.cloud.token, net.caFile)
          const looksNow = async (): Promise<Looks> => {
            let client: Client<LongshoreContract> | null = null
            const stage = {
              journey,
              proxies: { environment, setting },
              client: async () => {
                const { dataDir } = journey.app.station
                const line = client === null ? (await dialAny(await addressesToDial(dataDir))).transport : null
                if (line !== null) client = connect(contract, line)
                if (client === null) throw new Error('nobody owns the data folder')
                return client
              },
            }
            return Object.fromEntries(Object.entries(pageEffects).map(([key, effect]) => [key, () => effect(stage)]))
          }
          const given = { 'network.caFile': net.caFile, 'network.proxy': setting.origin }
          await assertAll(journey, keysOf('browser'), given, looksNow)
        })
      },
      patience,
    )
  },
  { only: [browserFace] },
)

withEveryFace(
  'every setting of the app',
  (travel) => {
    test(
      'on the screen, in the command line, after a restart',
      async () => {
        await travel(async (journey) => {
          await assertAll(journey, keysOf('electron'), {}, async () => {
            const shell = await Shell.watch(windowOf(journey).electron)
            // What was there before it has looked for the first time is no news to it.
            await expect.poll(() => shell.title(), { timeout: 30_000 }).not.toMatch(/^Looking|^Longshore/)
            const stage = { journey, shell }
            return Object.fromEntries(Object.entries(appEffects).map(([key, effect]) => [key, () => effect(stage)]))
          })
        })
      },
      patience,
    )
  },
  { only: [electronFace] },
)
