import { mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { LogFile } from '../../src/main/log.ts'
import { Redactor } from '../../src/main/secrets/redactor.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const now = () => Date.UTC(2026, 0, 2, 3, 4, 5)

function logTo(path: string | null, more: { maxBytes?: number; files?: number; isDebug?: boolean } = {}) {
  const redactor = new Redactor()
  redactor.add('canary-token-0123456789')
  return new LogFile({ path, redact: (text) => redactor.redact(text), now, ...more })
}

describe('the log', () => {
  it('writes one JSON object a line, with the time and without secrets', () => {
    const path = join(temporaryFolder(), 'longshore.log')
    const log = logTo(path)
    log.info('owner.ready', { pid: 1 })
    log.warn('call.failed', {
      cause: new TypeError('no canary-token-0123456789'),
      deep: { url: 'canary-token-0123456789' },
    })
    log.debug('too.much')
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n')
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      { at: '2026-01-02T03:04:05.000Z', level: 'info', event: 'owner.ready', pid: 1 },
      {
        at: '2026-01-02T03:04:05.000Z',
        level: 'warn',
        event: 'call.failed',
        cause: 'TypeError: no [secret]',
        deep: { url: '[secret]' },
      },
    ])
    expect(log.lines(1)).toEqual(lines.slice(1))
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600)
  })

  it('says what its caller said, not what the facts say', () => {
    const log = logTo(null, { isDebug: true })
    log.debug('real', { event: 'other', level: 'none', at: 'never' })
    expect(JSON.parse(log.lines(1)[0] ?? '')).toEqual({
      at: '2026-01-02T03:04:05.000Z',
      level: 'debug',
      event: 'real',
    })
  })

  it('never throws, whatever it is given', () => {
    const log = logTo(null)
    const cycle: Record<string, unknown> = {}
    cycle['self'] = cycle
    const nasty = { toJSON: () => nothing() }
    for (const value of [cycle, nasty, 10n, () => 1, Symbol('s'), undefined, new Map([[1, 2]])]) {
      log.info('nasty', { value })
    }
    expect(log.lines(9)).toHaveLength(7)
    for (const line of log.lines(9)) expect(JSON.parse(line)).toMatchObject({ event: 'nasty' })
  })

  it('keeps at most so many files of so many bytes', () => {
    const folder = temporaryFolder()
    const path = join(folder, 'longshore.log')
    const log = logTo(path, { maxBytes: 1_000, files: 3 })
    for (let n = 0; n < 200; n += 1) log.info('line', { n, text: 'ü'.repeat(40) })
    expect(readdirSync(folder).sort()).toEqual(['longshore.log', 'longshore.log.1', 'longshore.log.2'])
    for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).size).toBeLessThanOrEqual(1_000)
    const numbers = ['longshore.log.2', 'longshore.log.1', 'longshore.log'].flatMap((name) =>
      readFileSync(join(folder, name), 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => (JSON.parse(line) as { n: number }).n),
    )
    expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, k) => 200 - numbers.length + k))
    // A line that is longer than a file is written all the same.
    log.info('long', { text: 'x'.repeat(3_000) })
    expect(statSync(path).size).toBeGreaterThan(3_000)
  })

  it('goes on from the size that is there', () => {
    const folder = temporaryFolder()
    const path = join(folder, 'longshore.log')
    writeFileSync(path, `${'x'.repeat(990)}\n`)
    logTo(path, { maxBytes: 1_000 }).info('next')
    expect(statSync(`${path}.1`).size).toBe(991)
  })

  it('fault-X16 stops nothing where it can’t write, and keeps the newest lines', () => {
    const folder = temporaryFolder()
    const path = join(folder, 'log', 'longshore.log')
    const log = logTo(path)
    log.info('nowhere')
    expect(log.lines(9)).toHaveLength(1)
    mkdirSync(join(folder, 'log'))
    log.info('somewhere')
    expect(readFileSync(path, 'utf8')).toContain('somewhere')
    rmSync(join(folder, 'log'), { recursive: true })
    for (let n = 0; n < 2_000; n += 1) log.info('nowhere again', { n })
    expect(log.lines(9_999)).toHaveLength(1_000)
    expect(log.lines(1)[0]).toContain('1999')
  })
})

function nothing(): never {
  throw new Error('says nothing')
}
