/** One owner a data folder, whoever comes, and however the owner ends. */

import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { acquireOwnerLock } from '../../src/main/store/owner-lock.ts'
import { pseudoRandom } from '../support/pseudo-random.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const script = fileURLToPath(new URL('../support/lock-racer.ts', import.meta.url))

class Racer {
  readonly #child: ChildProcessWithoutNullStreams
  readonly #lines: AsyncIterator<string>

  constructor(path: string) {
    this.#child = spawn(process.execPath, [script, path])
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]()
    onTestFinished(() => void this.#child.kill('SIGKILL'))
  }

  async line(): Promise<string> {
    const { value, done } = await this.#lines.next()
    if (done === true) throw new Error('it ended')
    return value
  }

  go(word = 'try'): void {
    this.#child.stdin.write(`${word}\n`)
  }

  async try(): Promise<string> {
    this.go()
    return this.line()
  }

  async kill(): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once('close', resolve))
    this.#child.kill('SIGKILL')
    await ended
  }
}

async function racers(path: string, count: number): Promise<Racer[]> {
  const all = Array.from({ length: count }, () => new Racer(path))
  for (const racer of all) expect(await racer.line()).toBe('ready')
  return all
}

test('of several processes exactly one is the owner, and the next one as soon as it was killed', async () => {
  const path = join(temporaryFolder(), 'lock.db')
  let waiting = await racers(path, 6)
  while (waiting.length > 0) {
    for (const racer of waiting) racer.go()
    const answers = await Promise.all(waiting.map((racer) => racer.line()))
    // All at once may all be refused while SQLite tells them apart; nobody is ever let in beside another.
    expect(answers.filter((answer) => answer === 'mine').length).toBeLessThanOrEqual(1)
    let owner = waiting[answers.indexOf('mine')]
    for (const racer of owner === undefined ? waiting : []) {
      if (owner === undefined && (await racer.try()) === 'mine') owner = racer
    }
    expect(owner).toBeDefined()
    for (const racer of waiting.filter((one) => one !== owner)) expect(await racer.try()).toBe('taken')
    expect(acquireOwnerLock(path)).toBeNull()
    await owner?.kill()
    waiting = waiting.filter((racer) => racer !== owner)
  }
  const lock = acquireOwnerLock(path)
  expect(lock).not.toBeNull()
  lock?.release()
})

test('it is let go by its owner, and taken again', async () => {
  const path = join(temporaryFolder(), 'lock.db')
  const [racer] = await racers(path, 1)
  const lock = acquireOwnerLock(path)
  expect(lock).not.toBeNull()
  expect(acquireOwnerLock(path)).toBeNull()
  // A second try of the owner's own must not let the first one go.
  expect(await racer?.try()).toBe('taken')
  lock?.release()
  expect(await racer?.try()).toBe('mine')
  racer?.go('release')
  expect(await racer?.line()).toBe('released')
  const again = acquireOwnerLock(path)
  expect(again).not.toBeNull()
  again?.release()
})

test('rubbish in its file keeps nobody out, and lets nobody in beside the owner', async () => {
  const path = join(temporaryFolder(), 'lock.db')
  writeFileSync(path, pseudoRandom(5_000, 7))
  const [first, second] = await racers(path, 2)
  expect(await first?.try()).toBe('mine')
  expect(await second?.try()).toBe('taken')
  writeFileSync(path, 'not a database, and the owner still lives')
  expect(await second?.try()).toBe('taken')
  await first?.kill()
  expect(await second?.try()).toBe('mine')
})

test('a lock that can’t be opened says so', () => {
  const folder = temporaryFolder()
  const refused = expect.objectContaining({ failure: expect.objectContaining({ code: 'store-failed' }) })
  expect(() => acquireOwnerLock(folder)).toThrow(refused)
  expect(() => acquireOwnerLock(join(folder, 'nowhere', 'lock.db'))).toThrow(refused)
  expect(statSync(folder).isDirectory()).toBe(true)
})
