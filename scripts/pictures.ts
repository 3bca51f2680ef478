/**
 * `npm run pictures [-- NAME]`: every screen as a picture in docs/pictures, and those of the README from the real app; a
 * NAME takes only those that contain it. `--every` takes each in light and dark, 900 and 1,400 pixels wide, into
 * out/pictures: to be looked at before it is called done.
 */

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { buildRenderer } from './build/renderer.ts'
import { realNames, realPictures } from './pictures/real-app.ts'
import { dressed, picturesOf } from './pictures/take.ts'
import { root } from './support/paths.ts'

const args = process.argv.slice(2)
const isEvery = args.includes('--every')
const some = args.find((arg) => !arg.startsWith('--')) ?? ''
const page = join(root, 'out', 'renderer')
const folder = isEvery ? join(root, 'out', 'pictures') : join(root, 'docs', 'pictures')

mkdirSync(folder, { recursive: true })
await buildRenderer(page)
const taken = isEvery ? picturesOf(page, folder, some, dressed()) : picturesOf(page, folder, some)
for await (const name of taken) process.stdout.write(`${name}\n`)
if (!isEvery && realNames.some((name) => name.includes(some))) {
  for await (const name of realPictures(folder)) process.stdout.write(`${name}\n`)
}
