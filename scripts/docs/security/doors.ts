/** What others can knock at: the web UI's server and the command line. */

import { itemsOf, type SecurityFamily } from './item.ts'

export const localServer: SecurityFamily = {
  title: 'The local server',
  items: itemsOf('L', [
    [1, 'Transport', 'A private socket of one user; TCP only when it is asked for'],
    [2, 'Where it listens', '127.0.0.1 alone'],
    [3, 'Host', 'Exactly one of our names, before anything else, for WebSockets and files too'],
    [4, 'Origin and Fetch Metadata', 'Our own page; another one may only lead to it as a whole tab'],
    [5, 'Authentication', 'Every route but the page and logging in; what is not named is not there'],
    [6, 'Beginning a session', 'A code that works once, in the fragment; never in a process list, a query or a log'],
    [
      7,
      'Two halves',
      'A cookie that scripts cannot read and a token that only the tab has; neither does anything alone',
    ],
    [8, 'Changing something', 'POST, JSON and the token; GET changes nothing'],
    [9, 'Cross-origin reading', 'Never granted; a preflight is refused'],
    [10, 'Headers', 'Policy, no sniffing, no frames, no referrer, no other opener, nothing cached: on every answer'],
    [11, 'Limits', 'Of head, body, time and lines'],
    [12, 'Errors', 'Code, sentence, next step; never a stack'],
    [
      13,
      'Secrets of a session',
      'Kept as digests, compared in constant time, gone with the process; log-out ends them',
    ],
    [14, 'No debugging', 'No route or file for it'],
    [15, 'Files', 'From memory, by the path as it was sent'],
    [16, 'WebSocket', 'Host, Origin and both halves at the upgrade; closed when the session ends'],
    [17, 'Redirects', 'None'],
    [18, 'By default', 'The app opens no port, and says so where it does'],
  ]),
}

export const commandLine: SecurityFamily = {
  title: 'The command line',
  items: itemsOf('K', [
    [1, 'Secrets', 'From a file or standard input, never as an argument'],
    [2, 'What a terminal acts upon', 'Is made visible; JSON stays JSON'],
    [3, 'Odd arguments', '`--`, names that begin with a dash: what they seem to be, and nothing else'],
    [4, 'Exit status', 'The table that is documented'],
    [5, 'Whom it speaks to', 'A socket of the same user; any other is refused'],
    [6, 'No shell', 'Programs are started with lists of arguments'],
  ]),
}
