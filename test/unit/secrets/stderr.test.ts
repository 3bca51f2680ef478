import { Writable } from 'node:stream'
import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { Redactor } from '../../../src/main/secrets/redactor.ts'
import { guardStderr } from '../../../src/main/secrets/stderr.ts'

function staged(secret: string) {
  let said = ''
  const stream = new Writable({
    write(chunk: Buffer, _, done) {
      said += chunk.toString()
      done()
    },
  }) as unknown as NodeJS.WriteStream
  const redactor = new Redactor()
  redactor.add(secret)
  return { stream, redactor, said: () => said }
}

test('S8: what is written to the standard error says no secret, in one piece or in two', async () => {
  const { stream, redactor, said } = staged('canary-0123456789-é-end')
  const end = guardStderr(redactor, stream)
  stream.write('one canary-0123456789-é-end\n')
  stream.write('two canary-01234')
  stream.write(Buffer.from('56789-é-end\n'))
  const bytes = Buffer.from('three canary-0123456789-é-end\n')
  const within = bytes.indexOf(0xc3) + 1
  stream.write(bytes.subarray(0, within))
  stream.write(bytes.subarray(within))
  expect(said()).toBe('one [secret]\ntwo [secret]\nthree [secret]\n')
  // What looked like a beginning and was none comes out by itself.
  stream.write('a question: canary-')
  expect(said()).not.toContain('canary-')
  await turn()
  expect(said()).toMatch(/a question: canary-$/)
  end()
  stream.write('canary-0123456789-é-end')
  expect(said()).toMatch(/canary-canary-0123456789-é-end$/)
})

test('several at once all hold, and the last one gives the stream back', () => {
  const { stream, redactor, said } = staged('canary-of-the-first')
  const other = staged('canary-of-the-other').redactor
  const [endFirst, endOther] = [guardStderr(redactor, stream), guardStderr(other, stream)]
  stream.write('canary-of-the-first, canary-of-the-other\n')
  endFirst()
  stream.write('canary-of-the-first, canary-of-the-other\n')
  endOther()
  stream.write('canary-of-the-other\n')
  expect(said()).toBe('[secret], [secret]\ncanary-of-the-first, [secret]\ncanary-of-the-other\n')
})
