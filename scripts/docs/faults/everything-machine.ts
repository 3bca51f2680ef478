/** What the store, the process and the machine can do: rows D and X of everything that may go wrong. */

import { type FaultFamily, rowsOf } from './catalogue.ts'

export const storeFaults: FaultFamily = {
  title: 'The store',
  about: 'What is stored is durable before anything is built on it, and what is damaged is kept and said.',
  rows: rowsOf(
    'fault-D',
    [],
    [
      ['01', 'the disk is full', 'nothing is sent that can’t be noted; goes on by itself'],
      ['02', 'the disk is full when the log is folded back', 'reading goes on, nothing is lost'],
      ['03', 'the disk doesn’t confirm what was written', 'stops, opens anew and looks; never goes on as if'],
      ['04', 'the store may only be read', 'can be looked at, and says why nothing moves'],
      ['05', 'somebody else writes for a moment', 'is waited for; nobody sees an error'],
      [
        '06',
        'the store is damaged',
        'put aside, the last copy brought back, destinations asked before anything is sent',
      ],
      ['07', 'its log was deleted', 'older, but whole: the servers are asked'],
      ['08', 'it comes from an old copy', 'looks before sending what may be there'],
      ['09', 'killed in a migration', 'the old one or the new one'],
      ['10', 'it is of a newer version', 'refused untouched'],
      ['11', 'it lies on a network drive', 'refused'],
      ['12', 'its log grows', 'is folded back; its size is watched'],
      ['13', 'a row that can’t be', 'the store refuses it, and the deletion of an entry'],
      ['14', 'numbers of 64 bits', 'come back as they went'],
      ['15', 'a settings file that is half, wrong or huge', 'is never half written; says what is wrong, and where'],
    ],
  ),
}

export const processFaults: FaultFamily = {
  title: 'Process, time and power',
  about: 'Whatever ends a process or moves its clock, the next one goes on from what is stored.',
  rows: rowsOf(
    'fault-X',
    [],
    [
      ['01', 'killed at any moment', 'goes on; nothing lost, doubled or falsely done'],
      ['02', 'killed at each write, sync and send', 'the same'],
      ['03', 'the power goes', 'the same'],
      ['04', 'an entry that crashes the engine', 'after two times it is put aside with the reason; the rest goes on'],
      ['05', 'an exception in one upload', 'ends that one, without secrets in the log'],
      ['06', 'little memory', 'lives with ten uploads at once'],
      ['07', 'asked to end', 'takes no new range, stores, and is gone in five seconds'],
      ['08', 'a second one for the same data', 'becomes its client'],
      ['09', 'the owner is killed while others wait', 'one of them takes over, nothing is lost'],
      ['10', 'the clock jumps by days or years', 'nothing expires at once, nothing waits for ever'],
      ['11', 'asleep for hours in mid-range', 'dead connections are dropped, the server is asked'],
      ['12', 'the page crashes, hangs or closes', 'uploads go on; the next page sees it all'],
      ['13', 'a storm of news for the page', 'is brought together'],
      ['14', 'no home folder, or one that can’t be written', 'a clear end with a message'],
      ['15', 'a new version is put in place meanwhile', 'the same as being asked to end'],
      ['16', 'the disk is full for logs', 'logging stops, uploads go on'],
      ['17', 'hardly any processor time', 'nothing counts as lost that is only slow'],
    ],
  ),
}
