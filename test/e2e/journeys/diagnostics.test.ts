/** What somebody sees before it is saved is what is saved: all of it, no secret, and no name where they want none. */

import { strFromU8, unzipSync } from 'fflate'
import { expect, test } from 'vitest'
import { DiagnosticsDialog } from '../pages/diagnostics-dialog.ts'
import { assertNoBarrier } from '../support/assertions.ts'
import { withEveryFace } from '../support/every-face.ts'
import type { Journey } from '../support/journey.ts'
import { savedFile } from '../support/saved-file.ts'

async function saved(journey: Journey, dialog: DiagnosticsDialog, name: string): Promise<Record<string, string>> {
  const zip = await savedFile(journey, {
    ask: () => dialog.save.click(),
    offeredAs: /longshore-diagnostics-\d{4}-\d\d-\d\d\.zip$/,
    name,
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
