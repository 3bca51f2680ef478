/** What a destination refuses is said before the first byte, and mended with one press. */

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'vitest'
import { PreflightPanel } from '../pages/preflight-panel.ts'
import { assertArrived, assertNoBarrier } from '../support/assertions.ts'
import { withEveryFace } from '../support/every-face.ts'

withEveryFace('before uploading', (travel) => {
  test('a refused name is mended with one press, and the file arrives under it', async () => {
    await travel(async (journey) => {
      const batch = join(journey.folder, 'Batch')
      mkdirSync(batch)
      const refused = await journey.file('Q3 figures: final?.bin', 70_001, batch)
      const plain = await journey.file('plain.bin', 30_011, batch)
      const panel = new PreflightPanel(journey.page)
      await panel.adding.open()
      await panel.adding.write([batch], 'onedrive:/In')
      const problem = panel.problem('One name isn’t allowed there')
      await problem.getByText('does not allow the name Q3 figures: final?.bin', { exact: false }).waitFor()
      await assertNoBarrier(journey)
      await problem.getByRole('button', { name: 'Upload as “Q3 figures- final-.bin”' }).click()
      await panel.frame.getByText('One file goes under another name').waitFor()
      await assertNoBarrier(journey)
      await panel.adding.submit()
      await assertArrived(journey, refused, '/In/Batch', 'Q3 figures- final-.bin')
      await assertArrived(journey, plain, '/In/Batch')
    })
  })
})
