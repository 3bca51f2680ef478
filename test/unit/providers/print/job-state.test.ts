import { expect, test } from 'vitest'
import { stageOf } from '../../../../src/main/providers/print/job-state.ts'
import { documentOf, jobOf, printerOf } from '../../../../src/main/providers/print/wire.ts'

const rows: [state: string, isAcquired: boolean, details: string[], is: string][] = [
  ['paused', false, ['uploadPending'], 'start'],
  ['paused', false, [], 'start'],
  ['paused', false, ['releaseWait'], 'working'],
  ['pending', false, [], 'working'],
  ['processing', false, ['interpreting'], 'working'],
  ['processing', true, [], 'taken'],
  ['stopped', false, [], 'working'],
  ['stopped', true, [], 'taken'],
  ['completed', false, ['completedSuccessfully'], 'taken'],
  ['canceled', false, [], 'over'],
  ['aborted', true, [], 'over'],
  ['unknown', false, [], 'working'],
  ['a state of tomorrow', false, [], 'working'],
]

test.each(rows)('a job that is %s (taken %s, %s): %s', (state, isAcquiredByPrinter, details, is) => {
  const job = jobOf({ id: '7', status: { state, isAcquiredByPrinter, details, description: 'tray 2 is empty' } })
  if (job === null) throw new Error('it is a job')
  const stage = stageOf(job)
  expect(stage.is).toBe(is)
  if ('why' in stage && !details.includes('releaseWait')) expect(stage.why).toContain('tray 2 is empty')
})

test('what the service leaves out is not made up', () => {
  expect(jobOf({ id: 5182 })).toEqual({
    id: '5182',
    state: 'unknown',
    description: '',
    isAcquiredByPrinter: false,
    details: [],
    documents: [],
  })
  expect(jobOf({ status: {} })).toBeNull()
  expect(documentOf({ id: 'd' })).toEqual({ id: 'd', size: null })
  expect(documentOf({ id: 'd', size: '12' })).toEqual({ id: 'd', size: 12 })
  expect(printerOf({ id: 'p', capabilities: null })).toEqual({ id: 'p', name: 'p', contentTypes: null })
})
