/** One test, every face: what people meet must be the same wherever they meet it. */

import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { afterAll, beforeEach, describe } from 'vitest'
import { root } from '../../../scripts/support/paths.ts'
import { PracticeProcess, Processes, type Station } from '../../support/processes.ts'
import { builtInCloud } from '../../support/built-in-cloud.ts'
import { lookThrough } from '../../support/token-rule.ts'
import { assertGoodManners } from './assertions.ts'
import type { Face } from './faces/app-under-test.ts'
import { browserFace } from './faces/browser-face.ts'
import { electronFace } from './faces/electron-face.ts'
import { Journey } from './journey.ts'

const faces: readonly Face[] = [browserFace, electronFace]

export interface JourneyOptions {
  /** Somebody who has just come: nothing was set up for them. */
  readonly isFirstRun?: true
  /** Of the practice cloud, before anything else. */
  readonly switches?: object
  /** `settings set KEY VALUE` */
  readonly settings?: Readonly<Record<string, string>>
}

interface Only {
  readonly only?: readonly Face[]
  /** Of `longshore practice`. */
  readonly practiceArgs?: readonly string[]
}

export type Travel = (act: (journey: Journey) => Promise<void>, options?: JourneyOptions) => Promise<void>

async function prepare(station: Station, practice: PracticeProcess, options: JourneyOptions): Promise<void> {
  if (options.isFirstRun !== true) await station.addAccount(practice)
  for (const [key, value] of Object.entries(options.settings ?? {})) {
    const { code } = await station.run('settings', 'set', key, value)
    if (code !== 0) throw new Error(`settings set ${key} ${value}: ${code}`)
  }
}

/** What a person saw when it went wrong. */
async function keepPicture(page: Page, name: string): Promise<void> {
  const path = join(root, 'out', 'journeys', `${name.replaceAll(' ', '-')}.png`)
  await page.screenshot({ path, timeout: 5_000 }).catch(() => undefined)
}

/**
 * The same tests for every face. Whatever a test did: nothing was against the policy, nothing was thrown, nobody else
 * was asked, and the practice cloud saw a client with good manners.
 */
export function withEveryFace(
  title: string,
  define: (travel: Travel, face: Face) => void,
  { only = faces, practiceArgs = [] }: Only = {},
): void {
  for (const face of only) {
    describe(`${title}, ${face.name}`, () => {
      const processes = new Processes()
      let practice: PracticeProcess | null = null
      beforeEach(({ skip }) => {
        if (face.missing !== null) skip(face.missing)
      })
      afterAll(async () => {
        await face.end()
        await processes.close()
      })
      define(async (act, options = {}) => {
        practice ??= await PracticeProcess.start(processes, 'odb', practiceArgs)
        const cloud = practice
        await cloud.clearFaults()
        await cloud.control('POST', '/reset')
        if (options.switches) await cloud.control('POST', '/switches', options.switches)
        const app = await face.launch(processes, (station) => prepare(station, cloud, options))
        try {
          const folder = mkdtempSync(join(processes.folder, 'files-'))
          face.give(folder)
          const journey = new Journey(face, app, cloud, folder)
          await act(journey)
          await assertGoodManners(journey)
          const builtIn = builtInCloud(app.station.dataDir)
          if (builtIn !== null) await lookThrough(builtIn)
        } catch (error) {
          await keepPicture(app.page, `${title} ${face.name}`)
          throw error
        } finally {
          await cloud.clearFaults()
          await app.close()
        }
      }, face)
    })
  }
}

/** What only the app has: its window, its tray, the system's dialogs. */
export function withTheApp(title: string, define: (travel: Travel) => void): void {
  withEveryFace(title, define, { only: [electronFace] })
}
