/**
 * Why a goal isn't reached, as profiles of ours showed it (`--cpu-prof` of every thread, V8's heap spaces, array buffers by who
 * made them, `strace -c` of the store). The first row that fits counts; a goal without one says so.
 */

const reasons: readonly (readonly [goal: RegExp, reason: string])[] = [
  [
    /MiB of the process at \d+ transfers/,
    "one transfer alone takes all but 10 MiB of it: 60 MiB are pages of the runtime's own file, 39 the main thread's heap (16 of them " +
      "the young generation, which V8 takes at the start and gives back to nobody), 15 the store's thread",
  ],
  [
    /files of 64 KiB.*(times faster than|part of the line)/,
    'a third of the main thread goes to handing nine calls of the file system a file to other threads (realpath, lstat, open, fstat, ' +
      "readlink, read, close), and as long again to the store's commits, two to four a file",
  ],
  [
    /enqueued a second/,
    "the store's thread is full: half of it is SQLite's insert with its indexes and the trigrams of the path, a sixth the commits",
  ],
]

/** Null: no profile has told. @param what the goal's words */
export function reasonOf(what: string): string | null {
  return reasons.find(([goal]) => goal.test(what))?.[1] ?? null
}
