import { expect, test } from 'vitest'
import { challengeOf } from '../../../src/main/net/challenge.ts'

const wanted = '{"access_token":{"nbf":{"essential":true,"value":"1604106651"}}}'
const encoded = Buffer.from(wanted).toString('base64')

test.each([
  [
    `Bearer realm="", authorization_uri="https://login.example/", error="insufficient_claims", claims="${encoded}"`,
    wanted,
  ],
  [`Bearer claims="${encoded}", error="insufficient_claims"`, wanted],
  [`Bearer error="insufficient_claims", claims="${Buffer.from(wanted).toString('base64url')}"`, wanted],
  [`Bearer error="invalid_token", claims="${encoded}"`, null],
  ['Bearer error="insufficient_claims"', null],
  ['Bearer error="insufficient_claims", claims="%%%"', null],
  [`Bearer error="insufficient_claims", claims="${Buffer.from('[1]').toString('base64')}"`, null],
  [`Bearer error="insufficient_claims", claims="${'A'.repeat(9_000)}"`, null],
  [null, null],
])('a challenge: %.60s', (header, expected) => {
  expect(challengeOf(header)).toBe(expected)
})
