import { strFromU8, unzipSync } from 'fflate'
import { expect, it } from 'vitest'
import { ok } from '../../../src/shared/failure.ts'
import { stage } from '../../fakes/staged-world.ts'

const files = [
  { name: 'about.json', text: '{"version":"1"}\n' },
  { name: 'log.jsonl', text: '{"event":"x"}\n' },
]

it('writes the texts as a zip, and says what is in it', async () => {
  const staged = stage({ engine: { diagnostics: async () => ok(files) } })
  expect(await staged.run('diagnostics', 'help.zip', '--json')).toBe(0)
  const zip = staged.written.get('/here/help.zip')
  if (zip === undefined) throw new Error('nothing was written')
  const contents = Object.entries(unzipSync(zip)).map(([name, bytes]) => ({ name, text: strFromU8(bytes) }))
  expect(contents).toEqual(files)
  expect(staged.jsonLines()).toEqual([{ file: '/here/help.zip', contents: ['about.json', 'log.jsonl'] }])
})

it('shows every part as it stands in the file, and writes nothing without one', async () => {
  const asked: unknown[] = []
  const staged = stage({
    engine: {
      diagnostics: async (input) => {
        asked.push(input)
        return ok(files)
      },
    },
  })
  expect(await staged.run('diagnostics', '--preview')).toBe(0)
  for (const { name, text } of files) {
    expect(staged.out()).toContain(`== ${name} `)
    expect(staged.out()).toContain(text)
  }
  expect(staged.written.size).toBe(0)
  expect(await staged.run('diagnostics', 'help.zip', '--preview', '--hide-names')).toBe(0)
  expect(staged.written.size).toBe(1)
  expect(asked).toEqual([{ hideNames: false }, { hideNames: true }])
  expect(await staged.run('diagnostics')).toBe(2)
})
