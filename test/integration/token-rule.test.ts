/**
 * That the checks after every test really fail a test (tokens in requests, secrets in data folders), and that no practice
 * cloud of the tests escapes them.
 */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../../scripts/support/paths.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

interface Run {
  readonly testResults: readonly {
    readonly name: string
    readonly message: string
    readonly assertionResults: readonly { readonly title: string; readonly status: string }[]
  }[]
}

test('S6: a test that breaks a rule fails, and no other', async () => {
  const report = join(temporaryFolder(), 'report.json')
  const config = join(root, 'test', 'support', 'planted', 'vitest.config.ts')
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
  const args = [vitest, 'run', '--config', config, '--reporter=json', `--outputFile=${report}`]
  // Not a part of the run that this test belongs to.
  const { VITEST: _, VITEST_POOL_ID: _pool, VITEST_WORKER_ID: _worker, ...env } = process.env
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: 'ignore' })
  const [code] = await once(child, 'close')
  expect(code).toBe(1)
  const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as Run
  const ended = testResults.flatMap(({ assertionResults }) => assertionResults)
  expect(ended).toHaveLength(23)
  expect(ended.filter(({ title, status }) => !title.startsWith(status === 'passed' ? 'passes' : 'fails'))).toEqual([])
  // What is found when a whole file is over fails the file.
  const secrets = testResults.find(({ name }) => name.endsWith('secrets-rule.planted.ts'))
  expect(secrets?.message).toContain('secrets in the open: minted in log/longshore.log')
})

test('practice clouds are started where they are watched', () => {
  const starters = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => name.endsWith('.ts') && !name.includes('node_modules/') && !name.startsWith('unit/'))
    .filter((name) => {
      const text = readFileSync(join(root, 'test', name), 'utf8')
      return /startPracticeCloud\(|\(?\['practice',|start\('practice'/.test(text)
    })
  expect(starters.toSorted()).toEqual([
    // Says that it starts, and uploads nothing.
    'integration/cli-process.test.ts',
    'integration/practice-client.ts',
    // Names them for this list.
    'integration/token-rule.test.ts',
    // In a world of its own, where an oracle looks at every request (oracles/wire.ts).
    'simulation/models/service.ts',
    'support/processes.ts',
  ])
})
