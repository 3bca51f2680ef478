/**
 * `npm run pictures`: every screen as a picture in docs/pictures, to be looked at before it is called done, and those of
 * the README from the real app. An argument takes only those whose name contains it.
 */

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { buildRenderer } from './build/renderer.ts'
import { realNames, realPictures } from './pictures/real-app.ts'
import { picturesOf } from './pictures/take.ts'
import { root } from './support/paths.ts'

const page = join(root, 'out', 'renderer')
const folder = join(root, 'docs', 'pictures')
const some = process.argv[2] ?? ''

mkdirSync(folder, { recursive: true })
await buildRenderer(page)
for await (const name of picturesOf(page, folder, some)) process.stdout.write(`${name}\n`)
if (realNames.some((name) => name.includes(some))) {
  for await (const name of realPictures(folder)) process.stdout.write(`${name}\n`)
}
