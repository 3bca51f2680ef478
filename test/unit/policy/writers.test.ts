import { describe, expect, it, test } from 'vitest'
import { policyPlaces } from '../../../src/main/policy/places.ts'
import { rootIds, whyNotTrusted, whyNotTrustedSddl } from '../../../src/main/policy/writers.ts'

test.each([
  [0, 0o100644, true],
  [0, 0o100600, true],
  [0, 0o100664, false],
  [0, 0o100646, false],
  [1000, 0o100644, false],
  [65_534, 0o100644, false],
])('owner %s, mode %s', (uid, mode, isTrusted) => {
  expect(whyNotTrusted({ uid, mode }, [0]) === null).toBe(isTrusted)
})

test.each([
  ['no namespaces', null, [0]],
  ['the first namespace', '         0          0 4294967295\n', [0]],
  ['a container with a root of its own', '         0     100000      65536\n', [0]],
  ['a unit of a user manager', '      1000       1000          1\n', [65_534]],
  ['several ranges', '      1000       1000          1\n         0     100000          1\n', [0]],
])('who is root: %s', (_, map, expected) => {
  expect(rootIds(map, 65_534)).toEqual(expected)
})

describe('security descriptors of Windows', () => {
  it.each([
    [
      'as ProgramData gives to an administrator’s file',
      'O:BAG:SYD:AI(A;ID;FA;;;SY)(A;ID;FA;;;BA)(A;ID;0x1200a9;;;BU)',
      true,
    ],
    ['of the system', 'O:SYG:SYD:P(A;;FA;;;SY)(A;;FR;;;WD)', true],
    ['denied to others', 'O:BAG:BAD:(D;;FA;;;WD)(A;;FA;;;BA)', true],
    ['of a person', 'O:S-1-5-21-1-2-3-1001G:BAD:(A;;FA;;;BA)', false],
    ['that users may change', 'O:BAG:SYD:(A;;FA;;;BA)(A;;0x1301bf;;;BU)', false],
    ['that its creator may change', 'O:BAG:SYD:(A;;FA;;;BA)(A;;FA;;;CO)', false],
    ['that everybody may write', 'O:BAG:SYD:(A;;FA;;;BA)(A;;FW;;;WD)', false],
    ['without a list', 'O:BAG:SYD:NO_ACCESS_CONTROL', false],
    ['with no list told', 'O:BAG:SY', false],
    ['nothing', '', false],
  ])('%s', (_, sddl, isTrusted) => {
    expect(whyNotTrustedSddl(sddl) === null).toBe(isTrusted)
  })
})

describe('where it is', () => {
  it('no variable leads away from the machine’s file', () => {
    const env = { ProgramData: String.raw`D:\Mine`, XDG_CONFIG_HOME: '/mine', HOME: '/mine', LONGSHORE_POLICY_FILE: '' }
    const paths = (platform: NodeJS.Platform) => policyPlaces(env, platform).map(({ path }) => path)
    expect(paths('linux')).toEqual(['/etc/longshore/policy.json'])
    expect(paths('darwin')).toEqual(['/Library/Application Support/Longshore/policy.json'])
    expect(paths('win32')).toEqual([
      String.raw`C:\ProgramData\Longshore\policy.json`,
      String.raw`D:\Mine\Longshore\policy.json`,
    ])
  })
  it('one more file comes last, and must be there', () => {
    expect(policyPlaces({ LONGSHORE_POLICY_FILE: '/my/policy.json' }, 'linux')).toEqual([
      { path: '/etc/longshore/policy.json', writtenBy: 'administrator', mustExist: false },
      { path: '/my/policy.json', writtenBy: 'anyone', mustExist: true },
    ])
  })
})
