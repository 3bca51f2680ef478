/** Data folders in which a secret was put down, and others; each title says how its test has to end. */

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, test } from 'vitest'
import { Practice } from '../../integration/practice-client.ts'
import { Processes } from '../processes.ts'
import { pseudoRandom } from '../pseudo-random.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const key = pseudoRandom(32, 5)

/** A data folder of a test, with a file in it. */
async function plant(
  name: string,
  content: (token: string) => string | Buffer,
  folder = temporaryFolder(),
): Promise<void> {
  const { json } = await (await Practice.start()).graph('GET', '/me')
  const practice = await Practice.start()
  writeFileSync(join(folder, 'longshore.db'), '')
  writeFileSync(join(folder, 'key'), `${key.toString('base64')}\n`)
  mkdirSync(join(folder, name, '..'), { recursive: true })
  writeFileSync(join(folder, name), `before ${json.id} `)
  writeFileSync(join(folder, name), content(practice.token), { flag: 'a' })
}

test('passes: no secret', () => plant('log/longshore.log', () => 'nothing'))
test('passes: half a secret', () => plant('log/longshore.log', (token) => token.slice(0, 20)))
test('passes: what the practice cloud keeps', () => plant('practice/state.jsonl', (token) => token))
test('fails: as it is', () => plant('log/longshore.log', (token) => token))
test('fails: in a file beside the database', () => plant('longshore.db-wal', (token) => `x${token}x`))
test('fails: in hex', () => plant('a.txt', (token) => Buffer.from(token).toString('hex')))
test('fails: in base64', () => plant('a.txt', (token) => Buffer.from(`Bearer ${token}`).toString('base64')))
test('fails: in base64 for addresses', () => plant('a.txt', (token) => Buffer.from(`a${token}`).toString('base64url')))
test('fails: the data key in the log', () => plant('log/longshore.log', () => key.toString('base64')))
test('fails: the data key as bytes', () => plant('longshore.db', () => key))
test('fails: the address of an upload', async () => {
  const practice = await Practice.start()
  const url = await practice.open('/a.bin')
  await plant('log/longshore.log', () => url)
})

/** A folder of a whole file of tests: what is found there fails the file, when it is over. */
const processes = new Processes()
afterAll(() => processes.close())
test('passes: and fails its file', () => plant('log/longshore.log', (token) => token, join(processes.folder)))
