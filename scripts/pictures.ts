/**
 * `npm run pictures [-- NAME]`: every screen as a picture in docs/pictures, and those of the README from the real app; a
 * NAME takes only those that contain it. `--every` takes each in light and dark, 900 and 1,400 pixels wide, into
 * out/pictures: to be looked at before it is called done. `--language de-DE` (or en-XA, en-XB: longer words, mirrored) takes all of
 * them as they are spoken there, into out/pictures/de-DE.
 */

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { buildRenderer } from './build/renderer.ts'
import { realNames, realPictures } from './pictures/real-app.ts'
import { dressed, picturesOf, spoken } from './pictures/take.ts'
import { root } from './support/paths.ts'

const args = process.argv.slice(2)
const isEvery = args.includes('--every')
const language = wordAfter(args, '--language')
const some = args.find((arg) => !arg.startsWith('--') && arg !== language) ?? ''
const page = join(root, 'out', 'renderer')
const folder =
  isEvery || language !== null ? join(root, 'out', 'pictures', language ?? '') : join(root, 'docs', 'pictures')

mkdirSync(folder, { recursive: true })
await buildRenderer(page)
const all = isEvery ? dressed() : language === null ? undefined : spoken(language)
const taken = picturesOf(page, folder, some, all)
for await (const name of taken) process.stdout.write(`${name}\n`)
if (all === undefined && realNames.some((name) => name.includes(some))) {
  for await (const name of realPictures(folder)) process.stdout.write(`${name}\n`)
}

/** The word behind an option; null: it isn't there. */
function wordAfter(words: readonly string[], option: string): string | null {
  const at = words.indexOf(option)
  return at < 0 ? null : (words[at + 1] ?? null)
}
