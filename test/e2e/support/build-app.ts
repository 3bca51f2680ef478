/** Builds what people run, where what is built is older than its source: journeys are made with the real thing. */

import { spawnSync } from 'node:child_process'
import { existsSync, globSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../../scripts/support/paths.ts'

const made = ['out/main/cli.js', 'out/main/index.js', 'out/preload/preload.cjs', 'out/renderer/index.html']
const madeOf = ['src/**/*.{ts,tsx,css,json,html,svg}', 'scripts/build.ts', 'scripts/build/*.ts', 'package-lock.json']

function isStale(): boolean {
  const outputs = made.map((path) => join(root, path))
  if (!outputs.every((path) => existsSync(path))) return true
  const oldest = Math.min(...outputs.map((path) => statSync(path).mtimeMs))
  return globSync(madeOf, { cwd: root }).some((path) => statSync(join(root, path)).mtimeMs > oldest)
}

export function setup(): void {
  if (!isStale()) return
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'scripts', 'build.ts')], { cwd: root })
  if (status !== 0) throw new Error(`The build failed.\n${stdout.toString()}${stderr.toString()}`)
}
