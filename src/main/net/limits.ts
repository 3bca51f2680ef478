/** How long the network may be silent, and how much a server may say. One table, injected, so that tests are quick. */
export interface HttpLimits {
  /** Until a connection stands, TLS included. */
  readonly connectMs: number
  /** Without one more piece of our body leaving. Progress counts, not the total: a slow line may take all day. */
  readonly stallMs: number
  /** From the end of our body to the end of the answer's headers. A service may take its time to commit a large file. */
  readonly answerMs: number
  /** Without one more byte of the answer. */
  readonly answerStallMs: number
  /** For the whole answer after its headers: one byte every few seconds is no answer either. */
  readonly answerTotalMs: number
  /**
   * After the computer slept or came to another network, for a connection of before it on which nothing moves: most are dead, and
   * nobody says so. Long enough for a VPN that leaves them alive.
   */
  readonly doubtMs: number
  readonly maxAnswerBytes: number
  /** An idle connection is kept this long. Shorter than any server's own limit that we know, so that the race is rare. */
  readonly keepAliveMs: number
}

export const defaultLimits: HttpLimits = {
  connectMs: 10_000,
  stallMs: 60_000,
  answerMs: 90_000,
  answerStallMs: 30_000,
  answerTotalMs: 60_000,
  doubtMs: 10_000,
  maxAnswerBytes: 1024 * 1024,
  keepAliveMs: 4_000,
}

/**
 * How much is handed to the socket at once; also the unit of progress. Small, since several files share a line: with 60 s a
 * connection of 4.4 kbit/s is still alive.
 */
export const progressBytes = 32 * 1024

/**
 * Less than that may still sit in the stream's own queue when the next piece is asked for (Node's default high-water mark;
 * 16 KiB before Node 22): what lies further back, the system has, so it is ours again.
 */
export const queuedBytes = 64 * 1024
