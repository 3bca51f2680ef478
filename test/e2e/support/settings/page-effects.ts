/** What somebody sees of the settings that a daemon and its page keep: each looks at the real thing, and says it in a word. */

import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { LongshoreContract } from '../../../../src/shared/contract.ts'
import type { Client } from '../../../../src/shared/rpc-contract.ts'
import type { SettingKey } from '../../../../src/shared/settings.ts'
import { valueOf } from '../../../support/owner-bench.ts'
import { until } from '../../../support/processes.ts'
import type { ProxyServer } from '../../../support/proxy-server.ts'
import type { Journey } from '../journey.ts'

export interface PageStage {
  readonly journey: Journey
  readonly proxies: Readonly<Record<'environment' | 'setting', ProxyServer>>
  /** Of the daemon that runs now. */
  readonly client: () => Promise<Client<LongshoreContract>>
}

type Effect = (stage: PageStage) => Promise<string>

const MiB = 1024 * 1024
const dayMs = 24 * 3_600_000
let made = 0

/** Of three files, how many are being sent while the service answers none. */
const atOnce =
  (size: number): Effect =>
  async ({ journey, client }) => {
    const { queue } = await client()
    const { practice } = journey
    await practice.fault({ match: { op: 'put' }, action: 'hold', times: 100 })
    const names = ['a', 'b', 'c'].map((name) => `${name}-${(made += 1)}.bin`)
    const paths = await Promise.all(names.map((name) => journey.file(name, size)))
    const { batch } = valueOf(await queue.enqueue({ paths, to: 'onedrive:/At once', account: 'work' }))
    const look = async (): Promise<string> => {
      const { transfers } = valueOf(await queue.page({ filter: { batch } }))
      const sending = transfers.filter(({ state }) => state === 'sending').length
      const isDecided = transfers.every(({ state }) => state === 'sending' || state === 'queued')
      const { held } = await practice.control('GET', '/faults')
      return isDecided && sending > 0 && held === sending ? `${sending} at once` : ''
    }
    // What is said three times in a row is no moment on the way.
    const said: string[] = []
    const found = await until('files with the service', async () => {
      said.push(await look())
      const last = said.slice(-3)
      return last.length === 3 && last[0] !== '' && new Set(last).size === 1 ? (last[0] ?? null) : null
    })
    const { transfers } = valueOf(await queue.page({ filter: { batch } }))
    valueOf(await queue.cancel({ ids: transfers.map(({ id }) => id) }))
    await practice.clearFaults()
    await until('none of them', async () => {
      const { transfers: left } = valueOf(await queue.page({ filter: { batch } }))
      return left.every(({ state }) => state === 'canceled' || state === 'done') ? true : null
    })
    return found
  }

/** @returns its id */
async function done({ journey, client }: PageStage, size: number): Promise<string> {
  const { queue } = await client()
  const path = await journey.file(`done-${(made += 1)}.bin`, size)
  const { batch } = valueOf(await queue.enqueue({ paths: [path], to: 'onedrive:/Done', account: 'work' }))
  return until('a file that is done', async () => {
    const { transfers } = valueOf(await queue.page({ filter: { batch, states: ['done'] } }))
    return transfers[0]?.id ?? null
  })
}

async function askedForASmallFile(stage: PageStage): Promise<string> {
  const { practice } = stage.journey
  const since = await practice.total()
  await done(stage, 50_001)
  const ops = (await practice.journal(since)).map(({ op }) => op as string)
  return ops.filter((op) => ['create', 'put', 'simplePut'].includes(op)).join(', ')
}

async function attached({ journey, client }: PageStage): Promise<string> {
  const { queue } = await client()
  const { practice } = journey
  const path = await journey.file(`attached-${(made += 1)}.bin`, 60_001)
  const since = await practice.total()
  const { batch } = valueOf(
    await queue.enqueue({ paths: [path], to: 'outlook:messages/practice-draft', account: 'work' }),
  )
  const evidence = await until('the file to be attached', async () => {
    const { transfers } = valueOf(await queue.page({ filter: { batch, states: ['done'] } }))
    return transfers[0]?.evidence ?? null
  })
  const isRead = (await practice.journal(since)).some(({ op }) => op === 'value')
  return isRead ? `${evidence}, read back` : evidence
}

/** One that is older than any of the two values allows says when the rest has been decided. */
async function isForgotten(stage: PageStage): Promise<string> {
  const { queue, settings } = await stage.client()
  const [old, oldest] = [await done(stage, 1_001), await done(stage, 1_003)]
  const database = new Database(join(stage.journey.app.station.dataDir, 'longshore.db'), { timeout: 10_000 })
  const age = database.prepare('UPDATE transfer SET finished_at = ? WHERE id = ?')
  age.run(Date.now() - 40 * dayMs, old)
  age.run(Date.now() - 400 * dayMs, oldest)
  database.close()
  // Said again, it is looked at now and not within the hour.
  const { value } = valueOf(await settings.get({ key: 'history.keepDays' }))
  valueOf(await settings.set({ key: 'history.keepDays', value }))
  return until('the oldest to be forgotten', async () => {
    const left = valueOf(await queue.get({ ids: [old, oldest] })).map(({ id }) => id)
    if (left.includes(oldest)) return null
    return left.includes(old) ? 'it is there' : 'it is forgotten'
  })
}

async function reached({ client }: PageStage): Promise<string> {
  const answer = await (await client()).destinations.check({ to: 'onedrive:/', account: 'outside' })
  return answer.ok ? 'reached' : answer.failure.code
}

async function proxyOf(stage: PageStage): Promise<string> {
  const { environment, setting } = stage.proxies
  const before = [environment.seen.length, setting.seen.length] as const
  await reached(stage)
  const asked = [environment.seen.length > before[0], setting.seen.length > before[1]]
  return asked[0] ? "the environment's" : asked[1] ? "the setting's" : 'none'
}

/** What the page of a service is asked with; nobody goes there. */
async function signInAddress(
  { client }: PageStage,
  account: { kind: 'microsoft' | 'box'; clientId?: string } & Readonly<Record<string, string>>,
): Promise<URL | string> {
  const leaving = new AbortController()
  const steps = (await client()).accounts.authorize({ account: { name: 'nobody', ...account } }, leaving.signal)
  try {
    for await (const step of steps) if (step.step === 'browser') return new URL(step.url)
    return 'nothing'
  } catch (error) {
    return (error as { failure?: { code: string } }).failure?.code ?? String(error)
  } finally {
    leaving.abort()
  }
}

async function clientIdOf(stage: PageStage, kind: 'microsoft' | 'box'): Promise<string> {
  const address = await signInAddress(stage, { kind, ...rootsOf(stage, kind) })
  return typeof address === 'string' ? address : (address.searchParams.get('client_id') ?? '')
}

function rootsOf({ journey }: PageStage, kind: 'microsoft' | 'box'): Record<string, string> {
  const { graphUrl, loginUrl, boxUrl, boxUploadUrl, boxLoginUrl } = journey.practice.roots
  return kind === 'microsoft'
    ? { graphUrl, loginUrl, tenant: 'common' }
    : { boxUrl, boxUploadUrl, boxLoginUrl, clientSecret: 'secret-of-an-app-of-ours' }
}

async function limitOf({ client }: PageStage): Promise<number | null> {
  return valueOf(await (await client()).engine.status({})).limit?.bytesPerSecond ?? null
}

/** The machine is on its battery all the time: test/support/battery-machine.mjs. */
async function onBattery({ journey, client }: PageStage): Promise<string> {
  const { queue, engine } = await client()
  const path = await journey.file(`battery-${(made += 1)}.bin`, 1_007)
  const { batch } = valueOf(await queue.enqueue({ paths: [path], to: 'onedrive:/Battery', account: 'work' }))
  return until('the file to go or to rest', async () => {
    const [found] = valueOf(await queue.page({ filter: { batch } })).transfers
    const { pausedBy } = valueOf(await engine.status({}))
    if (found?.state === 'done') return 'it is sent'
    if (found === undefined || pausedBy !== 'power') return null
    valueOf(await queue.cancel({ ids: [found.id] }))
    return 'it rests'
  })
}

const planned = 1_000_000

export const pageEffects: Readonly<Partial<Record<SettingKey, Effect>>> = {
  'interface.theme': ({ journey: { page } }) =>
    page.evaluate<string>('getComputedStyle(document.documentElement).colorScheme'),
  'interface.language': async ({ journey: { page } }) => (await page.locator('h1').first().textContent()) ?? '',
  'transfers.large': atOnce(11 * MiB),
  'transfers.small': atOnce(90_001),
  'transfers.keepSmallTimes': askedForASmallFile,
  'transfers.readBack': attached,
  'history.keepDays': isForgotten,
  'network.caFile': reached,
  'network.proxy': proxyOf,
  'accounts.microsoftClientId': (stage) => clientIdOf(stage, 'microsoft'),
  'accounts.boxClientId': (stage) => clientIdOf(stage, 'box'),
  'accounts.boxRedirectPort': async (stage) => {
    const address = await signInAddress(stage, { kind: 'box', clientId: 'named', ...rootsOf(stage, 'box') })
    return typeof address === 'string' ? address : new URL(address.searchParams.get('redirect_uri') ?? '').port
  },
  'power.onBattery': onBattery,
  'bandwidth.bytesPerSecond': async (stage) => String((await limitOf(stage)) ?? 'none'),
  'bandwidth.schedule': async (stage) => ((await limitOf(stage)) === planned ? 'yes' : 'no'),
}
