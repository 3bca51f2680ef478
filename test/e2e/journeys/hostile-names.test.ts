/** Names on disk, of accounts and of watched folders, and words of a server, that would like to be something else than text. */

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { hostileTexts } from '../../fixtures/hostile-texts.ts'
import { withEveryFace } from '../support/every-face.ts'

/** What a file system takes. */
const names = hostileTexts.filter(
  (text) => !/[/\0]/.test(text) && Buffer.byteLength(text) <= 240 && text.isWellFormed(),
)

const marked = '<img src=x onerror=alert(1)>'

/** Everything that a text could have become instead of text. */
const planted =
  "document.querySelectorAll('img[onerror], iframe, object, embed, base, form[action], [onload], [onclick], main script, main style, a[href^=javascript]').length"

withEveryFace('hostile names', (travel) => {
  test('C3: real files, folders, accounts and answers are plain text on every screen', async () => {
    await travel(async (journey) => {
      const { page, queue, practice, folder, face } = journey
      expect(names.length).toBeGreaterThanOrEqual(40)
      const inbox = join(folder, 'in', '<b>box</b>')
      mkdirSync(inbox, { recursive: true })
      for (const [at, name] of names.entries()) writeFileSync(join(inbox, name), `${at}`)
      face.give(folder)
      const body = JSON.stringify({ error: { code: marked, message: `<script>alert(1)</script>${marked}` } })
      const answer = { status: 403, body, contentType: 'application/json' }
      await practice.fault({ id: 'words', match: { method: 'PUT' }, times: 3, action: 'respond', params: answer })
      await journey.cli(
        'watch',
        'add',
        inbox,
        '--to',
        `onedrive:/${marked.replaceAll(/[<>=]/g, '_')}`,
        '--name',
        marked,
        '--settle',
        '1s',
        '--existing',
        'upload',
      )
      await journey.app.station.run('wait', '--timeout', '20s')
      expect(((await journey.cli('list')) as readonly object[]).length).toBe(names.length)
      for (const screen of ['Queue', 'Watched folders', 'History', 'Accounts', 'Settings'] as const) {
        await queue.go(screen)
        await page.waitForTimeout(300)
        expect(await page.evaluate<number>(planted), screen).toBe(0)
        const text = await page.evaluate<string>('document.body.innerText')
        // They are there, as what they are.
        if (screen === 'Watched folders') expect(text).toContain(marked)
        if (screen === 'Queue') expect(text).toContain('alert(1)')
      }
      expect(journey.app.wrong).toEqual([])
    })
  })
})
