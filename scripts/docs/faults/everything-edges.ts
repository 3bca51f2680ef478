/** What comes in from outside with bad intentions: rows H of everything that may go wrong. */

import { type FaultFamily, rowsOf } from './catalogue.ts'

export const edgeFaults: FaultFamily = {
  title: 'Hostile input',
  about: 'Names, messages, requests and files of others are text until they are checked, and text afterwards.',
  rows: rowsOf(
    'fault-H',
    [],
    [
      ['01', 'markup and scripts as file names', 'text in every view'],
      ['02', 'control characters in names, in a terminal and in logs', 'are made visible; one line is one record'],
      ['03', 'messages of any shape from the page', 'refused by their shape; nothing throws'],
      ['04', 'paths that lead elsewhere from the page', 'refused'],
      ['05', 'another name for this computer', 'refused before anything else'],
      ['06', 'requests from another site', 'refused; nothing changes'],
      ['07', 'another user of the computer', 'gets no answer that says anything'],
      ['08', 'secrets in history, addresses, arguments and logs', 'there are none'],
      ['09', 'slow, many and huge requests', 'have limits; uploads go on'],
      ['10', 'paths that climb', 'not found'],
      ['11', 'arguments of any kind, and outputs that end', 'the exit codes that are documented; JSON stays JSON'],
      ['12', 'a second start with bad arguments', 'shows the window, and no more'],
      ['13', 'secrets in what is handed out for diagnosis', 'there are none'],
      ['14', 'settings or a queue made by somebody else', 'add no folder and no destination unasked'],
    ],
  ),
}
