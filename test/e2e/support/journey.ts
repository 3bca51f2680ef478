/**
 * A journey: the real program with the real engine, a practice cloud of its own, and a person who only sees the page.
 * The same journey is made with every face.
 */

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright'
import type { Json } from '../../integration/practice-client.ts'
import type { PracticeProcess } from '../../support/processes.ts'
import { writePseudoRandom } from '../../support/pseudo-random.ts'
import { AddDialog } from '../pages/add-dialog.ts'
import { QueuePage } from '../pages/queue-page.ts'
import type { AppUnderTest, Face } from './faces/app-under-test.ts'

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
    await this.adding.write([path], to)
    await this.adding.submit()
    await this.page.getByText('One file added.').waitFor()
  }

  /** Drops or pastes a file of the person, as the system would hand it over. */
  async give(how: 'drop' | 'paste', path: string): Promise<void> {
    const { page } = this
    // Only a file that was chosen has a path behind it. The field for that is gone before anybody looks.
    await page.evaluate(`{
      const field = document.createElement('input')
      Object.assign(field, { type: 'file', id: 'given' })
      document.body.append(field)
    }`)
    await page.locator('#given').setInputFiles(path)
    await page.evaluate(`{
      const field = document.getElementById('given')
      const data = new DataTransfer()
      data.items.add(field.files[0])
      field.remove()
      const event = (Kind, type, its) => new Kind(type, { bubbles: true, cancelable: true, ...its })
      const target = document.querySelector('main')
      if (${JSON.stringify(how)} === 'paste') target.dispatchEvent(event(ClipboardEvent, 'paste', { clipboardData: data }))
      else for (const type of ['dragover', 'drop']) target.dispatchEvent(event(DragEvent, type, { dataTransfer: data }))
    }`)
  }
}

/** Tokens for `account sign-in`, as a file. */
export async function tokenFile({ practice, folder }: Journey): Promise<string> {
  const path = join(folder, 'tokens.json')
  writeFileSync(path, JSON.stringify(await practice.control('POST', '/tokens', {})))
  return path
}
