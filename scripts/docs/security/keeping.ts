/** What is kept and what leaves: secrets, the network, files. */

import { itemsOf, type SecurityFamily } from './item.ts'

export const secrets: SecurityFamily = {
  title: 'Secrets',
  items: itemsOf('S', [
    [1, 'Keychain', 'Electron’s asynchronous safeStorage where it exists, else its older form'],
    [2, 'No real keychain', 'Is said; nothing is passed off as protected'],
    [3, 'The daemon', 'A key file for its user alone, or a passphrase'],
    [4, 'Upload addresses at rest', 'Sealed like tokens, and wiped when they are done'],
    [5, 'Secrets in the program', 'Are not printed by accident'],
    [6, 'Redaction by value', 'Every secret that is known is taken out of every text that leaves, however it is spelt'],
    [7, 'Addresses in logs', 'Without what they carry'],
    [8, 'Debugging output of libraries', 'Holds none either'],
    [9, 'Modes of files', 'For their user alone, whatever the umask; a folder of others is refused'],
    [10, 'Crash dumps', 'Are sent nowhere'],
    [11, 'Notices, titles, clipboard', 'Say no secret, and of files only their names'],
  ]),
}

export const network: SecurityFamily = {
  title: 'The network',
  items: itemsOf('NW', [
    [1, 'One door', 'One adapter sends, and follows no redirect'],
    [2, 'Who gets a token', 'Only the hosts and requests of the table'],
    [3, 'TLS', 'Always checked, whatever the environment says'],
    [4, 'Addresses that a server gave', 'Lead to no private or loopback address'],
    [5, 'Limits', 'Of answers, in size and time'],
    [6, 'Headers', 'Cannot be broken out of'],
    [7, 'Signing in', 'The system’s browser, PKCE, state, a listener for one answer'],
    [8, 'Telemetry', 'None: nobody is asked but the services of the accounts'],
  ]),
}

export const files: SecurityFamily = {
  title: 'Files',
  items: itemsOf('G', [
    [1, 'Opening', 'Without following or blocking; a regular file, inside by the opened descriptor'],
    [2, 'Containment', 'One function, on real paths, by parts and not by letters'],
    [3, 'Identity', 'Size, times and inode compared around every read'],
    [4, 'Dangerous folders', 'Refused or asked about'],
    [5, 'Files that look like keys', 'Left out unless somebody lets them in'],
    [6, 'Watched folders', 'Nothing is written into them'],
  ]),
}
