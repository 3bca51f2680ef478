/** What somebody sees of the settings that only the app keeps: how it is started, and what it tells who looks elsewhere. */

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { SettingKey } from '../../../../src/shared/settings.ts'
import { until } from '../../../support/processes.ts'
import { Shell } from '../../pages/shell.ts'
import { windowOf } from '../faces/electron-face.ts'
import type { Journey } from '../journey.ts'

export interface AppStage {
  readonly journey: Journey
  /** Of the app that runs now. */
  readonly shell: Shell
}

type Effect = (stage: AppStage) => Promise<string>

const patience = { timeout: 30_000 }
let made = 0

function entryOf({ journey }: AppStage): string | null {
  const path = join(journey.app.home, '.config', 'autostart', 'io.longshore.app.desktop')
  return existsSync(path) ? readFileSync(path, 'utf8') : null
}

async function howItStarts(stage: AppStage): Promise<string> {
  const { cli } = { cli: stage.journey.cli.bind(stage.journey) }
  const { value } = await cli('settings', 'get', 'startup.atLogin')
  await cli('settings', 'set', 'startup.atLogin', 'true')
  const entry = await until('the entry', () => entryOf(stage))
  if (value === false) {
    await cli('settings', 'set', 'startup.atLogin', 'false')
    await until('no entry', () => (entryOf(stage) === null ? true : null))
  }
  return entry.includes('"--hidden"') ? 'with --hidden' : 'with its window'
}

/** Whoever is told something is told it once a minute: the next minute comes at once. */
async function aMinuteLater({ journey }: AppStage): Promise<void> {
  await windowOf(journey).electron.evaluate(() => {
    const now = Date.now.bind(Date)
    Date.now = () => now() + 61_000
  })
}

/** Its window is hidden while it happens; the tray says it in the moment in which a notice would have been made. */
const toldOf =
  (happens: (stage: AppStage) => Promise<void>, title: RegExp): Effect =>
  async (stage) => {
    const { shell } = stage
    await shell.closeWindow()
    await expect.poll(() => shell.isWindowVisible(), patience).toBe(false)
    await aMinuteLater(stage)
    const before = (await shell.notices()).length
    await happens(stage)
    const told = (await shell.notices()).slice(before).some((each) => title.test(each))
    await shell.pick('Open Longshore')
    await expect.poll(() => shell.isWindowVisible(), patience).toBe(true)
    return told ? 'told' : 'silent'
  }

const needing = async ({ shell }: AppStage): Promise<string> =>
  (await shell.menu()).find((line) => / needs? you$/.test(line)) ?? ''

async function aFileFails(stage: AppStage): Promise<void> {
  const { journey } = stage
  const before = await needing(stage)
  await journey.cli('upload', await journey.file(`no: ${(made += 1)}.bin`, 1_001), '--to', 'onedrive:/Told')
  await expect.poll(() => needing(stage), patience).not.toBe(before)
}

async function everythingIsUploaded({ journey, shell }: AppStage): Promise<void> {
  const { practice } = journey
  await practice.fault({ match: { op: 'put' }, action: 'hold' })
  await journey.cli('upload', await journey.file(`fine-${(made += 1)}.bin`, 200_001), '--to', 'onedrive:/Told')
  await expect.poll(() => shell.tip(), patience).toMatch(/^Uploading/)
  await practice.clearFaults()
  await expect.poll(() => shell.tip(), patience).not.toMatch(/^Uploading/)
}

async function anAccountIsSignedOut({ journey, shell }: AppStage): Promise<void> {
  const { practice } = journey
  const asks = 'Sign in again: work'
  await practice.control('POST', '/tokens', { revoke: 'all' })
  await journey.cli('upload', await journey.file(`later-${(made += 1)}.bin`, 200_003), '--to', 'onedrive:/Told')
  await expect.poll(() => shell.menu(), patience).toContain(asks)
  const file = join(journey.folder, `tokens-${made}.json`)
  writeFileSync(file, JSON.stringify(await practice.control('POST', '/tokens', {})), { mode: 0o644 })
  await journey.cli('account', 'sign-in', 'work', '--token-file', file)
  await expect.poll(() => shell.menu(), patience).not.toContain(asks)
  await expect.poll(() => shell.tip(), patience).not.toMatch(/^Uploading/)
}

export const appEffects: Readonly<Partial<Record<SettingKey, Effect>>> = {
  'startup.atLogin': async (stage) => (entryOf(stage) === null ? 'not in it' : 'in it'),
  'startup.hidden': howItStarts,
  'notifications.needsYou': toldOf(aFileFails, / needs? you/),
  'notifications.signedOut': toldOf(anAccountIsSignedOut, /^Sign in again/),
  'notifications.finished': toldOf(everythingIsUploaded, /^All done/),
}
