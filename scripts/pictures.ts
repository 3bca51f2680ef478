/** `npm run pictures`: every screen as a picture in docs/pictures, to be looked at before it is called done. */

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { buildRenderer } from './build/renderer.ts'
import { picturesOf } from './pictures/take.ts'
import { root } from './support/paths.ts'

const page = join(root, 'out', 'renderer')
const folder = join(root, 'docs', 'pictures')

mkdirSync(folder, { recursive: true })
await buildRenderer(page)
for await (const name of picturesOf(page, folder, process.argv[2] ?? '')) process.stdout.write(`${name}\n`)
