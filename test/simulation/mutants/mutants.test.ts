import { expect, it } from 'vitest'
import { countFigure } from '../../support/figures.ts'
import { runSimulation } from '../support.ts'
import { mutants, notPlanted } from './mutants.ts'

const numbered = mutants.map((mutant, index) => ({ ...mutant, number: index + 1 }))

it('says of every other mistake why it is not planted', () => {
  expect(numbered.length + Object.keys(notPlanted).length).toBe(17)
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
