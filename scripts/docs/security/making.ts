/** How the program is made and handed out. */

import { itemsOf, type SecurityFamily } from './item.ts'

const noRegistry = 'asks the public registry, which is out of reach where the tests run'

export const supplyChain: SecurityFamily = {
  title: 'What it is made of',
  items: itemsOf('B', [
    [1, 'Lock', 'Version 3, exact versions, and installed from with `npm ci`'],
    [2, 'Install scripts', 'Off, and none that is needed'],
    [3, 'Signatures', '`npm audit signatures` before a release', noRegistry],
    [
      4,
      'Quarantine',
      'A version is a week old before it is taken, by `npm install --min-release-age=7`',
      'the lock holds no dates, and as a setting npm 11 would apply it to `npm ci` too, and refuse a lock with younger versions',
    ],
    [5, 'Few packages', 'Counted, with a limit'],
    [6, 'Licences', 'That ask for no more than their text, which is shipped'],
    [7, 'Sources', 'The registry alone, with a hash for everything'],
    [8, 'Advisories', '`npm audit` before a release', noRegistry],
    [9, 'List of parts', 'CycloneDX with every package; two packings are equal'],
    [
      10,
      'Workflows',
      'Actions pinned by hash, least rights',
      'there are no workflow files: `.ci/run` is a script that calls `npm test`',
    ],
    [11, 'Code', 'Is named where it is loaded, and never comes from the network'],
    [12, 'Forgotten secrets', 'Neither in the repository nor in the package'],
  ]),
}

export const release: SecurityFamily = {
  title: 'What is handed out',
  items: itemsOf('Q', [
    [1, 'Files of a package', 'A list of what is allowed, compared'],
    [
      2,
      'Manifest',
      'SHA-256 of every file, native ones included, and a command that compares',
      'nobody signs it yet: there are no keys before there are releases',
    ],
    [
      3,
      'Signatures',
      'Hardened runtime, least entitlements',
      'signing and notarising need certificates, and macOS or Windows',
    ],
    [4, 'Updates', 'None before releases are signed'],
    [5, 'Integrity and updates together', 'An update replaces archive and hash at once', 'there is no updater'],
    [6, 'Sandbox on Linux', 'No start of the package gives it up'],
    [7, 'One instance', 'A second start hands its arguments over, and they are checked'],
    [8, 'Documents', 'SECURITY.md and the threat model say what is defended, what is not, and how to tell us'],
  ]),
}
