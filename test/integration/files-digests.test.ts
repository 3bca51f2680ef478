import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { open as openFile, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import type { FromDigestThread, PassFacts, ToDigestThread } from '../../src/main/files/digest-protocol.ts'
import { createSources } from '../../src/main/files/sources.ts'
import type { OpenSource } from '../../src/main/engine/ports/source.ts'
import { FailureError } from '../../src/shared/failure.ts'
import { pseudoRandom } from '../support/pseudo-random.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const partBytes = 1_500_000
const never = new AbortController().signal

function sha1(bytes: Uint8Array): string {
  return createHash('sha1').update(bytes).digest('hex')
}

async function fileOf(size: number, seed: number) {
  const root = temporaryFolder()
  const path = join(root, 'file.bin')
  const bytes = pseudoRandom(size, seed)
  await writeFile(path, bytes)
  const sources = createSources()
  const open = async (): Promise<OpenSource> => {
    const opened = await sources.open({ root, path })
    if (!opened.ok) throw new FailureError(opened.failure)
    return opened.value
  }
  return { path, bytes, open }
}

describe('digests of a file, made in a thread of their own', () => {
  test.each([1, partBytes - 1, partBytes, partBytes + 1, 7_345_678])(
    'parts and the whole of %i bytes',
    async (size) => {
      const { bytes, open } = await fileOf(size, size)
      const source = await open()
      const pass = source.digestPass('sha1', partBytes)
      const starts = Array.from({ length: Math.ceil(size / partBytes) }, (_, n) => n * partBytes)
      // All at once, as the parts that are on their way together ask for them.
      const made = await Promise.all(starts.map((start) => pass.part(start, Math.min(start + partBytes, size), never)))
      expect(made).toEqual(starts.map((start) => sha1(bytes.subarray(start, start + partBytes))))
      expect(await pass.whole(never)).toBe(sha1(bytes))
      expect(pass.offset).toBe(size)
      await source.close()
    },
  )

  test('what is forgotten while others read is read anew, and theirs stay right', async () => {
    const { bytes, open } = await fileOf(7_345_678, 4)
    const source = await open()
    const pass = source.digestPass('sha1', partBytes)
    const other = source.digestPass('sha1', partBytes)
    const part = (n: number) => pass.part(n * partBytes, Math.min((n + 1) * partBytes, bytes.length), never)
    const made = [0, 1].map(part)
    await made[0]
    pass.forget()
    made.push(...[2, 3].map(part))
    other.forget()
    made.push(part(4))
    const expected = [0, 1, 2, 3, 4].map((n) => sha1(bytes.subarray(n * partBytes, (n + 1) * partBytes)))
    expect(await Promise.all(made)).toEqual(expected)
    expect(await other.whole(never)).toBe(sha1(bytes))
    await source.close()
  })

  test('of nothing there is a digest, too', async () => {
    const { open } = await fileOf(0, 1)
    const source = await open()
    expect(await source.digestPass('sha256', partBytes).whole(never)).toBe(
      createHash('sha256').update('').digest('hex'),
    )
    await source.close()
  })

  test('another opening of the same version goes on where the last one stood', async () => {
    const { bytes, open } = await fileOf(4_000_000, 3)
    const first = await open()
    await first.digestPass('sha1', partBytes).part(0, partBytes, never)
    await first.close()
    const second = await open()
    const pass = second.digestPass('sha1', partBytes)
    expect(pass.offset).toBe(partBytes)
    expect(await pass.whole(never)).toBe(sha1(bytes))
    pass.forget()
    expect(second.digestPass('sha1', partBytes).offset).toBe(0)
    await second.close()
  })

  test('a file that ends before its size is not that version any more', async () => {
    const { path, open } = await fileOf(4_000_000, 4)
    const source = await open()
    await truncate(path, 2_000_000)
    const whole = source.digestPass('sha1', partBytes).whole(never)
    await expect(whole).rejects.toMatchObject({ failure: { code: 'source-changed' } })
    await source.close()
  })

  test('who stops is answered at once, and the descriptor stays open until nobody reads by it', async () => {
    const { bytes, open } = await fileOf(30_000_000, 5)
    const source = await open()
    const stop = new AbortController()
    const pass = source.digestPass('sha1', partBytes)
    const reading = pass.whole(stop.signal)
    stop.abort(new Error('stopped here'))
    await Promise.all([expect(reading).rejects.toThrow('stopped here'), source.close()])
    await expect(pass.whole(never)).rejects.toMatchObject({ failure: { code: 'source-gone' } })
    const again = await open()
    expect(await again.digestPass('sha1', partBytes).whole(never)).toBe(sha1(bytes))
    await again.close()
  })

  test('who stops while another one reads leaves at once, and whoever comes after still has a turn', async () => {
    const { bytes, open } = await fileOf(60_000_000, 7)
    const source = await open()
    const pass = source.digestPass('sha1', partBytes)
    let isRead = false
    const reading = pass.whole(never).finally(() => (isRead = true))
    const stop = new AbortController()
    const waiting = pass.part(partBytes, 2 * partBytes, stop.signal)
    const next = pass.part(partBytes, 2 * partBytes, never)
    stop.abort(new Error('stopped here'))
    await expect(waiting).rejects.toThrow('stopped here')
    expect(isRead).toBe(false)
    expect(await next).toBe(sha1(bytes.subarray(partBytes, 2 * partBytes)))
    expect(await reading).toBe(sha1(bytes))
    await source.close()
  })

  test('a thread that died spoils nothing, not even what was forgotten and is read on', async () => {
    const { bytes, open } = await fileOf(4_000_000, 8)
    const source = await open()
    const pass = source.digestPass('sha1', partBytes)
    pass.forget()
    const posted = vi.spyOn(Worker.prototype, 'postMessage')
    onTestFinished(() => posted.mockRestore())
    const part = (n: number) => pass.part(n * partBytes, Math.min((n + 1) * partBytes, bytes.length), never)
    expect(await part(0)).toBe(sha1(bytes.subarray(0, partBytes)))
    const thread = posted.mock.contexts.at(-1)
    if (!(thread instanceof Worker)) throw new Error('no thread was told anything')
    await thread.terminate()
    expect(pass.offset).toBe(0)
    expect(await part(1)).toBe(sha1(bytes.subarray(partBytes, 2 * partBytes)))
    expect(await pass.whole(never)).toBe(sha1(bytes))
    await source.close()
  })

  test('what was given up for younger ones and is read on is given up again', async () => {
    const { bytes, open } = await fileOf(4_000_000, 9)
    const source = await open()
    const posted = vi.spyOn(Worker.prototype, 'postMessage')
    onTestFinished(() => posted.mockRestore())
    const told = () => posted.mock.calls.map(([message]) => message as ToDigestThread)
    const forgotten = () => told().flatMap((message) => (message.kind === 'forget' ? [message.key] : []))
    const pass = source.digestPass('sha1', partBytes)
    const others = (from: number) => {
      for (let n = 0; n < 64; n += 1) source.digestPass('sha1', partBytes + from + n)
    }
    const keys: string[] = []
    for (const round of [0, 1, 2]) {
      expect(await pass.part(0, partBytes, never)).toBe(sha1(bytes.subarray(0, partBytes)))
      const reads = told().flatMap((message) => (message.kind === 'read' ? [message.pass.key] : []))
      keys.push(reads.at(-1) ?? '')
      others(1 + round * 64)
    }
    await new Promise(setImmediate)
    expect(new Set(keys).size).toBe(3)
    expect(forgotten()).toEqual(expect.arrayContaining(keys))
    await source.close()
  })

  test('a stop that comes after its answer stops nothing later, and a reading that is through is not kept', async () => {
    const { path, bytes } = await fileOf(3_000_000, 10)
    const thread = new Worker(new URL('../../src/main/files/digest-thread.ts', import.meta.url))
    const file = await openFile(path)
    onTestFinished(async () => {
      await thread.terminate()
      await file.close()
    })
    const facts: PassFacts = { key: '1', algorithm: 'sha1', size: bytes.length, partBytes }
    const tell = (message: ToDigestThread) => thread.postMessage(message)
    const read = async (upTo: number): Promise<FromDigestThread> => {
      tell({ kind: 'read', id: 1, fd: file.fd, upTo, pass: facts })
      const [answer] = (await once(thread, 'message')) as [FromDigestThread]
      return answer
    }
    expect(await read(partBytes)).toMatchObject({ offset: partBytes, trouble: null })
    tell({ kind: 'stop', id: 1 })
    expect(await read(bytes.length)).toMatchObject({ whole: sha1(bytes), trouble: null })
    expect(await read(0)).toMatchObject({ offset: 0, whole: null })
  })

  test('bytes that are no part are a mistake of ours', async () => {
    const { open } = await fileOf(4_000_000, 6)
    const source = await open()
    const part = source.digestPass('sha1', partBytes).part(5, partBytes, never)
    await expect(part).rejects.toMatchObject({ failure: { code: 'bug' } })
    await source.close()
  })
})
