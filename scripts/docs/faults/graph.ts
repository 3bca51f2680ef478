/** What Microsoft Graph, the line and this computer can do to an upload, as graph.md H6 numbers it. */

import { type FaultFamily, rowsOf } from './catalogue.ts'

const noConditions = 'an attachment is added, never replaced: no request has a condition on an eTag'
const noLocks = 'nothing is documented that locks a message or a task'
const namesRepeat = 'attachments may share a name: a session holds none'
const ownToken = 'its ranges carry our own token, the address has none: see graph-F40'
const noHashAtAll = 'no answer has a hash of a document: its size is what is compared'
const noHash = 'no answer has a hash: the file is read back'
const noNames = 'names mean nothing to a printer: as many documents as one likes may share one'
const noVersions = 'a document gets its content once: no request has a condition on a version of it'
const ourName = 'the service never chooses another name: attachments may share one'

export const graphFaults: FaultFamily = {
  title: 'Microsoft Graph',
  about: 'Each destination that can meet a fault shows by itself what it does about it.',
  rows: rowsOf(
    'graph-F',
    ['OneDrive', 'Outlook', 'To Do', 'Universal Print'],
    [
      ['1', '429 with a number of seconds', 'waits that long, and goes on with the same range'],
      ['2', '429 with a date', 'waits until then, and goes on with the same range'],
      ['3', '429 without a word about when', 'pauses that grow'],
      ['4', '429 again and again, with longer and longer waits', 'keeps each of them, and says until when'],
      ['5', '503 for a range that was stored all the same', 'asks, and does not send it again'],
      ['6', '500 for a range that was not stored', 'sends it again'],
      ['7', 'silence, then 504', 'an end to the patience, then asks'],
      ['8', 'the connection breaks in a range', 'asks, and sends the range again'],
      ['9', 'the same, and an odd part of it was kept', 'goes on right behind that part'],
      ['10', 'the connection breaks after a range was stored', 'asks, and goes on behind it'],
      ['11', 'the answer to the last range is lost', 'looks, finds the file, and is done with one of it'],
      [
        '12',
        'the same, and somebody else wrote there meanwhile',
        'claims nothing: tells the conflict, replaces nobody',
      ],
      ['13', 'the session expires', 'looks, and starts over, a bounded number of times'],
      ['14', 'the token inside the upload address ends', 'a new session; never a token of ours', { 'To Do': ownToken }],
      ['15', 'the same, told as 403', 'the same', { 'To Do': ownToken }],
      ['16', 'a range is refused because it is there', 'asks, and goes on behind it'],
      ['17', 'every range is refused as out of step', 'ends, with a reason'],
      ['18', 'the position stands still', 'asks, and ends where the answer is for ever the same'],
      ['19', 'the position goes back', 'asks, and sends again only what is really gone'],
      ['20', 'the position is ahead of what was sent', 'never skips what was not sent'],
      ['21', 'the position is missing, empty or null', 'asks'],
      ['22', 'the position has holes', 'fills each, and never crosses its end'],
      ['23', 'other capitals, a start without a dash', 'is understood'],
      [
        '24',
        'the item changes in mid-upload',
        'tells it, and keeps the data',
        { Outlook: noConditions, 'To Do': noConditions, 'Universal Print': noVersions },
      ],
      [
        '25',
        'the name is taken in mid-upload',
        'what was chosen for conflicts; nobody is replaced unasked',
        { 'Universal Print': noNames },
      ],
      ['26', 'no room when the file is to be made', 'waits, and needs no byte again once there is room'],
      [
        '27',
        'the target is locked for a while',
        'waits, and needs no byte again',
        { Outlook: noLocks, 'To Do': noLocks },
      ],
      ['28', 'a slow service', 'is no broken one; a cancel is not held up by it'],
      ['29', 'late headers', 'have a patience of their own'],
      ['30', 'connections break before a word is said', 'tries again'],
      ['31', 'a page of HTML', 'is an error, also with status 200'],
      ['32', 'an answer that is cut off, or without an end', 'counts as unknown: asks'],
      ['33', 'a redirect to another host', 'is not followed; nobody there hears from us'],
      [
        '34',
        'a session that is dead from the start',
        'a new one with all that belongs to it, a bounded number of times',
      ],
      ['35', 'a lost session holds the name', 'is ended or waited for', { Outlook: namesRepeat, 'To Do': namesRepeat }],
      ['36', 'a session can not be deleted', 'the cancel stands; it is deleted later'],
      ['37', 'the last range fails for ever', 'a bound, another way where there is one, else a reason'],
      ['38', 'the service stores something else than was sent', 'says so, and does not send it again'],
      [
        '39',
        'hashes come late',
        'are waited for',
        { Outlook: noHash, 'To Do': noHash, 'Universal Print': noHashAtAll },
      ],
      ['40', 'the token of the account ends', 'is renewed in silence; else a person is asked, and the work kept'],
      ['41', 'the clocks are a day apart', 'times are read by the clock of the service'],
      [
        '42',
        'the file is made under another name',
        'is not called done, and not sent twice',
        { Outlook: ourName, 'To Do': ourName, 'Universal Print': noNames },
      ],
      ['43', 'our file is cut, grows, is edited, replaced or deleted', 'nothing is made of two versions'],
      ['44', 'the program is killed at any point', 'nothing is lost, and nothing twice'],
    ],
  ),
}
