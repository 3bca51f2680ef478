/** What people complain about in other upload clients, in our words: docs/complaints.md names the tests that keep it away. */

export interface Complaint {
  readonly id: string
  readonly says: string
  /** What of it, or that all of it, isn't reached or shown yet, and why. */
  readonly notYet: string | null
}

type Short = readonly [says: string, notYet?: string]

const short: readonly Short[] = [
  ['A minute without a line, and a large file begins again.'],
  ['A file of many hours is not taken up again after the program was ended.'],
  ['The client forgets where it was uploading to, and has to begin again.'],
  ['A crash leaves an unfinished upload that nobody can go on with, and that keeps the name.'],
  ['After a new session the next part still goes to the old one.'],
  ['A part that was stored is sent again, because its answer was an error.'],
  ['A part was stored in part, and nothing fits from there on.'],
  ['What is taken up again puts the wrong bytes together.'],
  ['An upload dies when the sign-in runs out.'],
  ['An upload that expired while the computer slept starts over, and nobody says so.'],
  ['What was canceled or given up stays at the service and takes up room.'],
  ['The screen says all is there, and nothing is stored.'],
  ['Stuck at the last percent: the service is not ready yet, or was taken to be.'],
  ['Progress of more than a hundred per cent.'],
  ['One bad file holds up the whole queue, and nobody says which.'],
  ['Waiting for hours after sleep or another network, until somebody starts it anew.'],
  ['An upload stalls, and nothing notices.'],
  ['What can never work is tried for ever, with a message that helps nobody.'],
  ['A full destination is sent to again and again.'],
  ['A wrong figure of the room that is left stops everything.'],
  ['A sign-in ran out, and nobody noticed.'],
  ['A file that changes all the time is pending for ever.'],
  ['“Uploading” is said of what only waits.'],
  [
    'Six hundred failures need six hundred clicks.',
    'Undoing a retry is not there yet; it comes with the app’s steering.',
  ],
  ['A file is sent while it is still being written.'],
  [
    'A file that rests is called busy, because its network drive tells its time differently each time.',
    'Such a file is not sent as long as its time changes: that it rests all the same nobody could know. It is said so, and it is never given up.',
  ],
  ['A file that grows stops all others and rings alarms.'],
  ['A file changes while it is sent, and a mixture arrives.'],
  ['Everything is sent again after summer time or a moved drive.'],
  ['A lost last answer makes “name (1)”, “name (2)” and so on.'],
  ['SharePoint changes what it stored, and the client sends it again and again.'],
  ['Each upload makes two versions, one only for its time.'],
  ['The source is deleted although its upload failed.'],
  ['Nobody can see beforehand what would be uploaded, and what not.'],
  [
    'Memory grows with the number of files.',
    'Shown with thousands; a million take the better part of an hour (`npm run soak -- files`).',
  ],
  ['One large file takes all the memory.'],
  [
    'The processor is busy while nothing is to be done.',
    'What wakes the engine is counted on virtual time; the processor of a whole app at rest was not measured for an hour.',
  ],
  ['The system allows no more watches, and the message speaks of a full disk.'],
  [
    'macOS allows no more open files with many folders.',
    'Shown is what the system is asked for: one watch a tree. That macOS answers as it says needs macOS, where no test runs so far.',
  ],
  [
    'Changes on a network drive are never seen.',
    'A real network drive is not there where the tests run; shown is that a scan finds what no event told.',
  ],
  ['A drive that was unplugged counts as deleted files.', 'That the drive can be ejected was not tried.'],
  ['Thousands of small files crawl.'],
  ['A service asks for a pause, and gets more requests.'],
]

export const complaints: readonly Complaint[] = short.map(([says, notYet = null], at) => ({
  id: `complaint-C${String(at + 1).padStart(2, '0')}`,
  says,
  notYet,
}))
