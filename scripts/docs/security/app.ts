/** The app: Electron's own list, the switches burnt into its program, the line to its page, and the page. */

import { itemsOf, type SecurityFamily } from './item.ts'

export const electron: SecurityFamily = {
  title: 'Electron’s own list',
  items: itemsOf(
    'E',
    [
      [
        1,
        'Nothing is loaded from the network',
        'The window shows `app://longshore/` only; no other address is ever loaded',
      ],
      [2, 'No Node in pages', 'Off for pages, workers and frames, and said so'],
      [3, 'Two worlds', 'Preload and page have contexts of their own'],
      [4, 'Sandbox', 'On for every process of a page, and no switch takes it away'],
      [5, 'Permissions', 'Asked, checked, devices, screen: all refused, but writing text to the clipboard'],
      [6, 'Same-origin policy', 'Never switched off'],
      [7, 'Content Security Policy', 'The one of C1, as a header of every answer of the app’s own scheme'],
      [8, 'Mixed content', 'Never allowed'],
      [9, 'Experimental features', 'Never on'],
      [10, 'Blink features', 'None is switched on, neither by preference nor by switch'],
      [11, 'webview', 'There is no such tag'],
      [12, 'Attaching a webview', 'Always prevented'],
      [13, 'Navigation', 'Leads nowhere but to our page, compared as parsed addresses'],
      [14, 'New windows', 'Always refused'],
      [
        15,
        'Opening the system’s browser',
        'One place, https only, hosts from a fixed list, never a text that a page gave',
      ],
      [16, 'A current Electron', 'Pinned, and of a major that its makers still mend'],
      [17, 'Who sends a message', 'The main frame of our own page, or nobody'],
      [
        18,
        'No file: addresses',
        'A scheme of our own without privileges, from memory; no address leads out of what was built',
      ],
      [19, 'Fuses', 'All nine decided, as below'],
      [20, 'What the preload exposes', 'The contract as plain functions; no channel, no event'],
    ],
    2,
  ),
}

const notStarted = 'the released program is not started: its Electron cannot be downloaded where the tests run'

export const fuses: SecurityFamily = {
  title: 'Fuses of the packed program',
  items: itemsOf('U', [
    [1, 'runAsNode', 'off', notStarted],
    [2, 'cookieEncryption', 'on', notStarted],
    [3, 'nodeOptions', 'off; a certificate is added by `network.caFile`', notStarted],
    [4, 'nodeCliInspect', 'off', notStarted],
    [
      5,
      'embeddedAsarIntegrityValidation',
      'on',
      'only macOS and Windows look at it; elsewhere the manifest (Q2) is what there is',
    ],
    [6, 'onlyLoadAppFromAsar', 'on', notStarted],
    [7, 'loadBrowserProcessSpecificV8Snapshot', 'off: none is shipped', notStarted],
    [8, 'grantFileProtocolExtraPrivileges', 'off', notStarted],
    [9, 'wasmTrapHandlers', 'on, as Electron has it', notStarted],
  ]),
}

export const pageLine: SecurityFamily = {
  title: 'The line between engine and page',
  items: itemsOf('R', [
    [1, 'One contract', 'Both sides are made from it, and nothing else is registered'],
    [2, 'Requests', 'Checked by schema and size before any handler sees them; unknown keys are refused'],
    [3, 'Answers', 'Only what the contract names leaves'],
    [4, 'Paths', 'Come from the system’s dialog or its drop, never made up by the page of the app'],
    [5, 'One door', 'One channel, which hands over a line, and one line a page'],
    [6, 'Errors', 'Code and facts; no stack, no cause'],
    [
      7,
      'Two faces at once',
      'What one does with a row that another has changed meanwhile follows the table of states, or is refused',
    ],
  ]),
}

export const page: SecurityFamily = {
  title: 'The page',
  items: itemsOf('C', [
    [1, 'Content Security Policy', 'Nothing but what we ship, trusted types, the same text for app and daemon'],
    [2, 'Text stays text', 'No way from a text to markup or code in the sources'],
    [3, 'Hostile texts', 'At least 60 names and messages, in every view, as plain text'],
    [4, 'Nothing from elsewhere', 'No fonts, pictures, telemetry: only our own address is ever asked'],
    [
      5,
      'What the browser keeps',
      'No secret beyond the tab: not in storage, cookies that scripts read, or the address',
    ],
    [6, 'The finished app', 'No developer tools, no reloading, no navigation by dragging'],
    [7, 'Dropped files', 'Their paths come from the system, by the preload'],
  ]),
}
