import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from '../support/paths.ts'
import { type Report, reportVariable } from './report.ts'

/** Where vitest ended without a report. */
const nothing: Report = {
  passed: 0,
  failed: 1,
  skipped: [],
  unsteady: [],
  passedTitles: [],
  failedTitles: [],
  figures: {},
  egress: { connections: 0, requests: 0, tunnels: 0, withCredentials: 0, forbidden: 0 },
}

function read(path: string): Report | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Report
  } catch {
    return null
  }
}

/** Colours are for people: a log would keep them as noise. */
function withoutColours(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { FORCE_COLOR: _, ...rest } = env
  return process.stdout.isTTY ? env : { ...rest, NO_COLOR: '1' }
}

/**
 * The sources run as they are: Node takes the types out, in WebAssembly, anew in every thread. Hundreds of short threads
 * in one process that do so end it now and then (nodejs/node#64500: `Check failed: jit_page.has_value()`). From a cache
 * they need none of it, and start faster. One thread is run beforehand, to fill it.
 */
function withCompileCache(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const cached = { ...env, NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'node') }
  spawnSync(process.execPath, [join(root, 'scripts', 'test', 'fill-compile-cache.ts')], {
    env: cached,
    stdio: 'inherit',
  })
  return cached
}

/** @param filters options of vitest and parts of paths; runs it with our standard streams and returns what it counted. No report, or a bad end, is a failure too. */
export async function runVitest(filters: readonly string[], env: NodeJS.ProcessEnv): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), 'longshore-report-'))
  const path = join(folder, 'report.json')
  const reporters = [
    '--reporter=default',
    '--reporter=./scripts/test/conformance-reporter.ts',
    '--reporter=./scripts/test/egress-reporter.ts',
    '--reporter=./scripts/test/count-reporter.ts',
  ]
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      const child = spawn('vitest', ['run', ...reporters, ...filters], {
        cwd: root,
        stdio: ['ignore', 'inherit', 'inherit'],
        env: { ...withCompileCache(withoutColours(env)), [reportVariable]: path },
      })
      child.on('error', reject)
      child.on('exit', resolve)
    })
    const report = read(path) ?? nothing
    return code !== 0 && report.failed === 0 ? { ...report, failed: 1 } : report
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
