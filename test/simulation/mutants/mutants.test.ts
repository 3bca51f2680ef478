import { expect, it } from 'vitest'
import { countFigure } from '../../support/figures.ts'
import { runSimulation } from '../support.ts'
import { mutants } from './mutants.ts'

const numbered = mutants.map((mutant, index) => ({ ...mutant, number: index + 1 }))

it('plants seventeen mistakes', () => {
  expect(new Set(mutants.map(({ name }) => name)).size).toBe(17)
})

it.for(numbered)(
  'catches within a thousand seeds: $name',
  async ({ name, number, seed, to = 'onedrive:/Inbox' }, { task }) => {
    const search = ['--to', to, '--until-first', '--from', String(seed), '--schedules', '1000']
    const { failing } = await runSimulation(['--mutant', String(number), ...search])
    expect(failing).toHaveLength(1)
    countFigure(task, 'mutants', name, failing[0]?.seed)
  },
)
