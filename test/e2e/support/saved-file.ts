/** A file that a page hands over: by the system's dialog in the app, as a download in a browser. */

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { until } from '../../support/processes.ts'
import { windowOf } from './faces/electron-face.ts'
import type { Journey } from './journey.ts'

interface Offered {
  /** What somebody does for it. */
  readonly ask: () => Promise<void>
  /** What it is called where the place is still to be chosen. */
  readonly offeredAs: RegExp
  /** Under which name it is kept. */
  readonly name: string
}

/** @returns its bytes */
export async function savedFile(journey: Journey, { ask, offeredAs, name }: Offered): Promise<Buffer> {
  const path = join(journey.app.station.dataDir, name)
  if (journey.face.name === 'electron') {
    const { electron } = windowOf(journey)
    await electron.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = (_: unknown, options?: { defaultPath?: string }) => {
        Reflect.set(globalThis, 'offeredAs', options?.defaultPath)
        return Promise.resolve({ canceled: false, filePath })
      }
    }, path)
    await ask()
    const offered = await until('the dialog', () =>
      electron.evaluate(() => (Reflect.get(globalThis, 'offeredAs') as string | undefined) ?? null),
    )
    expect(offered).toMatch(offeredAs)
  } else {
    const [download] = await Promise.all([journey.page.waitForEvent('download'), ask()])
    expect(download.suggestedFilename()).toMatch(offeredAs)
    await download.saveAs(path)
  }
  return until('the file', () => {
    const bytes = existsSync(path) ? readFileSync(path) : Buffer.of()
    return bytes.length > 0 ? bytes : null
  })
}
