import { expect, test, vi } from 'vitest'
import { goHeadless } from '../../../src/main/shell/headless.ts'
import { calls } from '../../fakes/electron.ts'

vi.mock('electron', () => import('../../fakes/electron.ts'))

test('E04: without a window the sandbox is on too, and no switch takes a wall away', () => {
  goHeadless()
  expect(calls).toEqual(['enableSandbox', 'switch ozone-platform'])
})
