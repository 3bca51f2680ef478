/** What a page that is let in says over its line, when it isn't ours that says it: malformed, huge, and much too much. */

import { maxFrameChars } from '../../../src/shared/rpc.ts'
import type { Attack } from './attack.ts'

/** A line of its own beside that of the page, with the token of this tab: what it is closed with. */
const talking = (say: string): string => `const token = Object.values(sessionStorage)[0]
  const one = new WebSocket(socket, ['longshore', 'longshore.token.' + token])
  one.binaryType = 'arraybuffer'
  const answered = new Promise((done) => (one.onmessage = ({ data }) => String(data).includes('999999') && done('goes on')))
  const closed = new Promise((done) => (one.onclose = ({ code }) => done(code)))
  await new Promise((done) => (one.onopen = done))
  ${say}
  // Whoever is still listened to gets an answer.
  one.send('{"kind":"call","id":999999,"name":"engine.status","input":{}}')
  const end = await within(Promise.race([closed, answered]), 20_000)
  one.close()
  return end`

/** More bytes than a frame of so many characters may have. */
const tooMuch = 3 * maxFrameChars + 1

const frames: readonly (readonly [string, string, unknown])[] = [
  ['a text that is no JSON', `one.send('}{')`, 1_007],
  ['a text that is JSON and no frame', `one.send('[1,2,3]')`, 'goes on'],
  ['bytes', `one.send(new Uint8Array([0, 255, 1, 2]))`, 1_003],
  ['nothing', `one.send('')`, 1_007],
  [`${tooMuch} characters`, `one.send('x'.repeat(${tooMuch}))`, 1_009],
  [
    'a call of something that is not there',
    `one.send(JSON.stringify({ kind: 'call', id: 1, name: '__proto__.x', input: {} }))`,
    'goes on',
  ],
  ['members of the prototype', `one.send('{"__proto__":{"type":"call"},"constructor":{"prototype":{}}}')`, 'goes on'],
  [
    '10,000 frames at once',
    `for (let at = 0; at < 10_000; at += 1) one.send('{"kind":"cancel","id":' + at + '}')`,
    'goes on',
  ],
  ['a nesting of 100,000', `one.send('['.repeat(100_000) + ']'.repeat(100_000))`, 'goes on'],
]

export const frameAttacks: readonly Attack[] = frames.map(
  ([what, say, sees]): Attack => ({
    tries: `says over a line: ${what}`,
    from: 'inside',
    act: talking(say),
    sees,
    arrives: ['GET /contract 101'],
  }),
)
