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
