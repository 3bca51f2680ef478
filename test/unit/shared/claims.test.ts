import { expect, test } from 'vitest'
import { claimsWith } from '../../../src/shared/claims.ts'

const cp1 = { xms_cc: { values: ['cp1'] } }

test.each([
  [null, { access_token: cp1 }],
  [
    '{"access_token":{"nbf":{"essential":true,"value":"1"}}}',
    { access_token: { nbf: { essential: true, value: '1' }, ...cp1 } },
  ],
  [
    '{"id_token":{"a":null},"access_token":{"xms_cc":{"values":["other"]}}}',
    { id_token: { a: null }, access_token: cp1 },
  ],
  ['[1]', { access_token: cp1 }],
  ['no JSON', { access_token: cp1 }],
  ['{"access_token":7}', { access_token: cp1 }],
])('%s, and that we take challenges', (wanted, expected) => {
  expect(JSON.parse(claimsWith(wanted))).toEqual(expected)
})
