/**
 * A journey: the real program with the real engine, a practice cloud of its own, and a person who only sees the page.
 * The same journey is made with every face.
 */

import { mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { afterAll, beforeEach, describe, expect } from 'vitest'
import type { Json } from '../../integration/practice-client.ts'
import { PracticeProcess, Processes, type Station, sha256, until } from '../../support/processes.ts'
import { writePseudoRandom } from '../../support/pseudo-random.ts'
import { AddDialog } from '../pages/add-dialog.ts'
import { QueuePage } from '../pages/queue-page.ts'
import type { AppUnderTest, Face } from './faces/app-under-test.ts'
import { browserFace } from './faces/browser-face.ts'
import { axeFindings } from './visit.ts'

const faces: readonly Face[] = [browserFace]

export interface JourneyOptions {
  /** Somebody who has just come: nothing was set up for them. */
  readonly isFirstRun?: true
  /** Of the practice cloud, before anything else. */
  readonly switches?: object
  /** `settings set KEY VALUE` */
  readonly settings?: Readonly<Record<string, string>>
}

export type Travel = (act: (journey: Journey) => Promise<void>, options?: JourneyOptions) => Promise<void>

export class Journey {
  readonly face: Face
  readonly app: AppUnderTest
  readonly practice: PracticeProcess
  /** A folder of the person. */
  readonly folder: string

  constructor(face: Face, app: AppUnderTest, practice: PracticeProcess, folder: string) {
    this.face = face
    this.app = app
    this.practice = practice
    this.folder = folder
  }

  get page(): Page {
    return this.app.page
  }

  get queue(): QueuePage {
    return new QueuePage(this.page)
  }

  get adding(): AddDialog {
    return new AddDialog(this.page)
  }

  /** A new file in a folder of the person. */
  async file(name: string, size: number, folder = this.folder): Promise<string> {
    const path = join(folder, name)
    await writePseudoRandom(path, size, size % 9_973)
    return path
  }

  /** What a person does in a terminal. */
  async cli(...args: string[]): Promise<Json> {
    const { code, lines } = await this.app.station.run(...args)
    if (code !== 0) throw new Error(`${args.join(' ')}: ${code} ${JSON.stringify(lines)}`)
    return lines.at(-1)
  }

  /** As people do it: the dialog, the path, the place. */
  async add(path: string, to: string): Promise<void> {
    await this.adding.open()
    await this.adding.fill([path], to)
    await this.adding.submit()
    await this.page.getByText('One file added.').waitFor()
  }

  /** The file is at the practice cloud, once and with exactly these bytes. */
  async expectArrived(path: string, folder: string, name = path.slice(path.lastIndexOf('/') + 1)): Promise<void> {
    const found = await until(`${name} in ${folder}`, async () => {
      const named = ((await this.practice.children(folder)) ?? []).filter((item) => item.name === name)
      return named.length > 0 ? named : null
    })
    expect(found).toHaveLength(1)
    expect(found[0].sha256).toBe(await sha256(path))
  }

  /** Nothing on the screen keeps somebody out, and nothing is wider than the window. */
  async expectNoBarrier(): Promise<void> {
    expect(await axeFindings(this.app, this.face.name === 'electron')).toEqual([])
    const tooWide = await this.page.evaluate<number>(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    )
    expect(tooWide).toBe(0)
  }
}

async function prepare(station: Station, practice: PracticeProcess, options: JourneyOptions): Promise<void> {
  if (options.isFirstRun !== true) await station.addAccount(practice)
  for (const [key, value] of Object.entries(options.settings ?? {})) {
    const { code } = await station.run('settings', 'set', key, value)
    if (code !== 0) throw new Error(`settings set ${key} ${value}: ${code}`)
  }
}

/** Tokens for `account sign-in`, as a file. */
export async function tokenFile({ practice, folder }: Journey): Promise<string> {
  const path = join(folder, 'tokens.json')
  writeFileSync(path, JSON.stringify(await practice.control('POST', '/tokens', {})))
  return path
}

/**
 * The same tests for every face. Whatever a test did: nothing was against the policy, nothing was thrown, nobody else
 * was asked, and the practice cloud saw a client with good manners.
 */
export function withEveryFace(title: string, define: (travel: Travel, face: Face) => void): void {
  for (const face of faces) {
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
        practice ??= await PracticeProcess.start(processes, 'odb')
        const cloud = practice
        await cloud.clearFaults()
        await cloud.control('POST', '/reset')
        if (options.switches) await cloud.control('POST', '/switches', options.switches)
        const app = await face.launch(processes, (station) => prepare(station, cloud, options))
        try {
          await act(new Journey(face, app, cloud, mkdtempSync(join(processes.folder, 'files-'))))
          expect(app.wrong).toEqual([])
          expect(app.requests.filter((url) => !app.isOwn(url))).toEqual([])
          expect(await cloud.violations()).toEqual([])
        } finally {
          await cloud.clearFaults()
          await app.close()
        }
      }, face)
    })
  }
}
