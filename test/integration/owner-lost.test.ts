/** An owner whose store is gone lets the folder go, instead of keeping everybody else out. */

import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Worker } from 'node:worker_threads'
import { expect, it } from 'vitest'
import { openOwner } from '../../src/main/owner.ts'

it('ends when the thread of its store is gone, and the next owner can come', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'longshore-lost-'))
  const options = { dataDir, kind: 'command', runEngine: false, version: 'test' } as const
  const threads: Worker[] = []
  const note = (message: unknown): void => {
    threads.push((message as { worker: Worker }).worker)
  }
  subscribe('worker_threads', note)
  try {
    const first = await openOwner(options)
    const [thread] = threads
    if (!first.ok || thread === undefined) throw new Error('no owner, or no thread')
    expect((await openOwner(options)).ok).toBe(false)
    await thread.terminate()
    await expect.poll(async () => (await first.value.client.queue.summary({})).ok).toBe(false)
    const second = async (): Promise<boolean> => {
      const next = await openOwner(options)
      if (next.ok) await next.value.close()
      return next.ok
    }
    await expect.poll(second).toBe(true)
  } finally {
    unsubscribe('worker_threads', note)
    rmSync(dataDir, { recursive: true, force: true })
  }
})
