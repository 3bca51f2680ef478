import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { withoutPaths } from '../../../src/main/secrets/addresses.ts'

const key = randomBytes(32)
const say = (text: string): string => withoutPaths(text, key)

test('S7: of an address a log has its host, and a keyed fingerprint of the rest', () => {
  const said = say('PUT https://up.example:8443/rup/one?tempauth=v1.canary failed')
  expect(said).toMatch(/^PUT https:\/\/up\.example:8443\/…[0-9a-f]{8} failed$/)
  expect(say('PUT https://up.example:8443/rup/one?tempauth=v1.canary failed')).toBe(said)
  expect(say('PUT https://up.example:8443/rup/two?tempauth=v1.canary failed')).not.toBe(said)
  expect(withoutPaths('PUT https://up.example:8443/rup/one?tempauth=v1.canary failed', randomBytes(32))).not.toBe(said)
})

test('S7: names and passwords in an address, fragments and what is no address after all', () => {
  expect(say('https://somebody:canary@host.example/')).toMatch(/^https:\/\/host\.example\/…[0-9a-f]{8}$/)
  expect(say('http://127.0.0.1:1/#canary')).not.toContain('canary')
  expect(say('http://[canary/x')).not.toContain('canary')
  expect(say('HTTPS://UP.example/Canary')).not.toContain('Canary')
  for (const text of ['http://127.0.0.1:4711', 'https://graph.microsoft.com/', 'no address: http:', 'a/b/c?d=e']) {
    expect(say(text)).toBe(text)
  }
})

test('S7: a line of JSON stays one, and says no path', () => {
  fc.assert(
    fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), fc.string(), (url, text) => {
      const line = say(JSON.stringify({ text, url: `${url}/canary`, nested: { error: `TypeError: ${url}/canary` } }))
      expect(JSON.parse(line)).toHaveProperty('nested')
      expect(line).not.toContain('/canary')
    }),
    { numRuns: 200, seed: 3 },
  )
})
