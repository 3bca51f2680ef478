import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openForWriting } from '../../../src/main/files/open-for-writing.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const keyOf = (path: string): string => {
  const { dev, ino } = statSync(path, { bigint: true })
  return `${dev}:${ino}`
}

test.skipIf(process.platform !== 'linux')(
  'a file that another program writes is known, one that it reads is not',
  async () => {
    const folder = temporaryFolder()
    const [written, read] = [join(folder, 'written'), join(folder, 'read')]
    for (const path of [written, read]) writeFileSync(path, 'x')
    const script = 'exec 3>>"$1" 4<"$2"; echo ready; read -r _'
    const child = spawn('sh', ['-c', script, 'sh', written, read], { stdio: ['pipe', 'pipe', 'inherit'] })
    onTestFinished(() => void child.kill())
    await once(child.stdout, 'data')
    const found = await openForWriting()
    expect(found?.has(keyOf(written))).toBe(true)
    expect(found?.has(keyOf(read))).toBe(false)
    const gone = once(child, 'exit')
    child.stdin.end('\n')
    await gone
    expect((await openForWriting())?.has(keyOf(written))).toBe(false)
  },
)
