/** What was at work when an error that nothing caught ended the engine. */

import type { EventEmitter } from 'node:events'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { CrashNote } from '../../src/main/crash-note.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

test('each crash is told once: a start that is killed before it is counted blames nobody twice', async () => {
  const path = join(temporaryFolder(), 'crashes')
  const note = new CrashNote(path)
  onTestFinished(note.arm())
  const program: EventEmitter = process
  const crash = (): boolean => program.emit('uncaughtExceptionMonitor', new Error('a bug'), 'uncaughtException')
  await note.during('t1', async () => {
    await Promise.resolve()
    crash()
  })
  await note.during('t2', async () => {
    crash()
  })
  crash()
  // The next run, and one after it that came before anything was stored.
  expect(new CrashNote(path).take()).toEqual(['t1', 't2'])
  expect(new CrashNote(path).take()).toEqual([])
})
