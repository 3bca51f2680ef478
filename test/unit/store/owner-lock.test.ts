import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { FailureError } from '../../../src/shared/failure.ts'
import { acquireOwnerLock } from '../../../src/main/store/owner-lock.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

describe('the owner lock', () => {
  it('is held by one, also within one process, and goes on to the next', () => {
    const path = join(temporaryFolder(), 'lock.db')
    const first = acquireOwnerLock(path)
    expect(first).not.toBeNull()
    expect(acquireOwnerLock(path)).toBeNull()
    // Looking for it does not let it go.
    expect(acquireOwnerLock(path)).toBeNull()
    first?.release()
    const second = acquireOwnerLock(path)
    expect(second).not.toBeNull()
    second?.release()
    second?.release()
  })

  it('takes rubbish for a free lock: there is never anything in it', () => {
    const path = join(temporaryFolder(), 'lock.db')
    writeFileSync(path, 'rubbish '.repeat(1_000))
    writeFileSync(`${path}-journal`, 'rubbish')
    const lock = acquireOwnerLock(path)
    expect(lock).not.toBeNull()
    expect(acquireOwnerLock(path)).toBeNull()
    lock?.release()
  })

  it('that cannot be had for other reasons is a failure, not somebody else’s', () => {
    const folder = temporaryFolder()
    mkdirSync(join(folder, 'lock.db'))
    expect(() => acquireOwnerLock(join(folder, 'lock.db'))).toThrow(FailureError)
    expect(() => acquireOwnerLock(join(folder, 'missing', 'lock.db'))).toThrow(FailureError)
    expect(existsSync(join(folder, 'missing'))).toBe(false)
  })
})
