/**
 * `npm run bench`: the measurements in test/bench, one process each and one after the other, or those named. What follows
 * the names is theirs: `npm run bench -- transfers --rounds 1 --size 256`.
 */

import { spawnSync } from 'node:child_process'
import { globSync } from 'node:fs'
import { basename, join } from 'node:path'
import { root } from './support/paths.ts'

const args = process.argv.slice(2)
const firstOption = args.findIndex((arg) => arg.startsWith('--'))
const wanted = firstOption === -1 ? args : args.slice(0, firstOption)
const options = args.slice(wanted.length)
const found = globSync('test/bench/*.bench.ts', { cwd: root }).toSorted()
const chosen = found.filter((path) => wanted.length === 0 || wanted.includes(basename(path, '.bench.ts')))

if (chosen.length === 0) {
  const names = found.map((path) => basename(path, '.bench.ts')).join(', ') || 'none'
  process.stderr.write(`There is no measurement to run. There are: ${names}.\n`)
  process.exitCode = 1
}

for (const path of chosen) {
  const { status } = spawnSync(process.execPath, ['--expose-gc', join(root, path), ...options], {
    cwd: root,
    stdio: 'inherit',
  })
  if (status !== 0) process.exitCode = 1
}
