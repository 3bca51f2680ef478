import { expect, test } from 'vitest'
import { parsePolicy } from '../../../src/main/policy/parse.ts'

/** Written as lines, so that they can be counted. */
function detailOf(...lines: string[]): string {
  const parsed = parsePolicy(lines.join('\n'), '/etc/longshore/policy.json')
  if (parsed.ok) throw new Error('it was taken')
  expect(parsed.failure.code).toBe('policy-invalid')
  expect(parsed.failure.facts['path']).toBe('/etc/longshore/policy.json')
  return parsed.failure.facts['detail'] ?? ''
}

test.each([
  ['a comment', ['{', '  // ours', '  "version": 1', '}'], /^line 2: /],
  ['a comma too many', ['{', '  "version": 1,', '}'], /^line 3: /],
  ['an unknown key', ['{', '  "version": 1,', '  "tenants": []', '}'], /^line 3, tenants: there is no such key$/],
  ['a key of the prototype', ['{', '  "version": 1,', '  "__proto__": {}', '}'], /^line 3, __proto__: /],
  [
    'a key twice',
    ['{', '"version": 1,', '"webUi": false,', '', '"webUi": true', '}'],
    /^line 5, webUi: it is there twice/,
  ],
  [
    'an unknown setting',
    ['{', '"version": 1,', '"settings": {', '  "transfers.many": 3', '}', '}'],
    /^line 4, settings → transfers.many: there is no such key$/,
  ],
  [
    'a value that the setting refuses',
    ['{', '"version": 1,', '"settings": {', '"transfers.small": 1,', '  "transfers.large": 99', '}', '}'],
    /^line 5, settings → transfers.large: .*8/,
  ],
  [
    'no limit as a limit',
    ['{', '"version": 1,', '"limits": {', '"bandwidth.bytesPerSecond": null', '}', '}'],
    /^line 4, limits → bandwidth.bytesPerSecond: /,
  ],
  [
    'a kind that there is not',
    ['{', '"version": 1,', '"accounts.kinds": [', '"box",', '"dropbox"', ']', '}'],
    /^line 3, accounts.kinds → 1: /,
  ],
  ['a tenant that can be none', ['{', '"version": 1,', '"accounts.tenants": ["common"]', '}'], /^line 3, .*tenant/],
  ['a plain http endpoint', ['{"version": 1,', '"accounts.endpoints": ["http://graph.example"]}'], /^line 2, .*https/],
  ['an endpoint with a query', ['{"version": 1,', '"accounts.endpoints": ["https://g.example/?a"]}'], /^line 2, /],
  ['a pattern with a sign at its end', ['{"version": 1,', '"destinations": ["box:/Team/*"]}'], /^line 2, .*below/],
  ['a pattern of no kind', ['{"version": 1,', '"destinations": ["/Team"]}'], /^line 2, .*address/],
  ['a relative folder', ['{"version": 1,', '"watches.folders": ["scans"]}'], /^line 2, .*absolute/],
  ['a folder with two dots', ['{"version": 1,', '"watches.folders": ["/srv/scans/../.."]}'], /^line 2, /],
  ['a word for a boolean', ['{"version": 1,', '"webUi": "no"}'], /^line 2, webUi: /],
  ['no version', ['{', '"webUi": true', '}'], /version/],
  ['a list', ['[]'], /object/],
  ['nothing', [''], /./],
])('fault-D15 %s', (_, lines, expected) => {
  expect(detailOf(...lines)).toMatch(expected)
})

test('a string that looks like structure is none', () => {
  const text = '{\n"version": 1,\n"contact": "\\"a\\": {[,\\\\",\n"webUi": 3}'
  expect(detailOf(text)).toMatch(/^line 4, webUi: /)
})
