/** What somebody sees before it is saved is what is saved: all of it, no secret, and no name where they want none. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { strFromU8, unzipSync } from 'fflate'
import { expect, test } from 'vitest'
import { until } from '../../support/processes.ts'
import { DiagnosticsDialog } from '../pages/diagnostics-dialog.ts'
import { assertNoBarrier } from '../support/assertions.ts'
import { withEveryFace } from '../support/every-face.ts'
import { windowOf } from '../support/faces/electron-face.ts'
import type { Journey } from '../support/journey.ts'

/** By whichever way the face has: the system's dialog, or a download. */
async function saved(journey: Journey, dialog: DiagnosticsDialog, name: string): Promise<Record<string, string>> {
  const path = join(journey.app.station.dataDir, name)
  if (journey.face.name === 'electron') {
    await windowOf(journey).electron.evaluate(({ dialog: systems }, filePath) => {
      systems.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
    }, path)
    await dialog.save.click()
    await journey.page.getByText('The diagnostics file is saved.').waitFor()
  } else {
    const [download] = await Promise.all([journey.page.waitForEvent('download'), dialog.save.click()])
    expect(download.suggestedFilename()).toMatch(/^longshore-diagnostics-\d{4}-\d\d-\d\d\.zip$/)
    await download.saveAs(path)
  }
  const zip = await until('the file', () => {
    const bytes = readFileSync(path)
    return bytes.length > 0 ? bytes : null
  })
  return Object.fromEntries(Object.entries(unzipSync(zip)).map(([part, bytes]) => [part, strFromU8(bytes)]))
}

withEveryFace('diagnostics', (travel) => {
  test('every part is shown before it is saved, with and without names', async () => {
    await travel(async (journey) => {
      const { page, queue, practice } = journey
      // Refused at once: it needs somebody.
      await journey.cli('upload', await journey.file('Osprey: prices.bin', 1_001), '--to', 'onedrive:/Kestrel')
      await page.getByRole('article').getByText('Rename the file, then retry.').waitFor()
      await queue.go('Settings')
      const dialog = new DiagnosticsDialog(page)
      for (const hides of [false, true]) {
        await dialog.open()
        if (hides) {
          await dialog.leaveOutNames()
          await dialog.part('about.json').waitFor()
        }
        const names = (await dialog.dialog.locator('summary span:nth-child(2)').allTextContents()).toSorted()
        expect(names).toHaveLength(8)
        const shown: Record<string, string> = {}
        for (const name of names) shown[name] = await dialog.read(name)
        const all = Object.values(shown).join('\n')
        for (const name of ['Osprey', 'Kestrel']) expect(all.includes(name), name).toBe(!hides)
        expect(all).toContain('"code": "name-not-allowed"')
        expect(all).not.toContain(practice.token)
        if (!hides) await assertNoBarrier(journey)
        expect(await saved(journey, dialog, `help-${String(hides)}.zip`)).toEqual(shown)
        await dialog.dialog.waitFor({ state: 'hidden' })
      }
    })
  })
})
