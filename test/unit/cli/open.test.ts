import { expect, test } from 'vitest'
import { fail, failure, ok } from '../../../src/shared/failure.ts'
import { stage } from '../../fakes/staged-world.ts'

const url = 'http://127.0.0.1:8385/#code=abc'

test('open prints the link, on a line or as JSON', async () => {
  const staged = { engine: { openLink: async () => ok({ url }) } }
  const forPeople = stage(staged)
  expect(await forPeople.run('open')).toBe(0)
  expect(forPeople.out()).toBe(`${url}\n`)
  const forPrograms = stage(staged)
  expect(await forPrograms.run('open', '--json')).toBe(0)
  expect(forPrograms.jsonLines()).toEqual([{ url }])
})

test('where there is no web UI it says what to start', async () => {
  const at = stage({
    engine: { openLink: async () => fail(failure('web-ui-closed', { detail: 'no daemon is running' })) },
  })
  expect(await at.run('open')).toBe(4)
  expect(at.err()).toBe('The web UI is not open (no daemon is running).\nStart `longshore daemon`; it prints a link.\n')
})
