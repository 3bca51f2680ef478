/** Outlook's numbers, each with its source (keys as in the protocol dossier: C = Microsoft's docs). */

/**
 * "Below 3 MB" goes in one POST, the rest by session (C: concepts/outlook-large-attachments.md). Whether that is decimal
 * is nowhere said (gd#9589, unanswered). The smaller reading; where the service means the other, it says so, and the
 * file goes the other way.
 */
export const sessionFromBytes = 3_000_000

/** Nothing says that one POST takes this; it is tried where a session was refused as too small (C3, both readings). */
export const hardSinglePutBytes = 3 * 1024 * 1024 - 1

/** "up to 150 MB" (C: same page). Decimal: the smaller reading. A mailbox may allow less: 35 MB a message by default. */
export const maxFileBytes = 150_000_000

/**
 * "less than 4 MB" and "up to 4 MB" (C: concept page and attachment-createuploadsession). 12 × 320 KiB: below every
 * reading. There is no rule of alignment.
 */
export const maxRangeBytes = 3_932_160

/** "uploaded in sequential order" (C: attachment-createuploadsession). */
export const parallelRanges = 1

/**
 * For each app and mailbox: 4 requests at once, and 150 MB of PATCH, POST and PUT in five minutes
 * (C: concepts/throttling-limits.md). Decimal: the smaller reading. In a POST the file is base64.
 */
export const ofMailbox = {
  requests: 4,
  windowBytes: 150_000_000,
  windowMs: 5 * 60_000,
  singlePutCost: 4 / 3,
} as const

/** No limit is documented; no file system that we read from has longer names. */
export const maxNameLength = 255

/** Messages or events a page: ten is the service's own measure, and more than fills a screen is more to wait for. */
export const browsePageSize = 50

/** How far ahead the calendar is looked at. Ours: a calendar has no end. */
export const browseAheadMs = 60 * 24 * 3_600_000

/** "35 MB" for a message with all that is attached, unless an administrator raised it (C3). The smaller reading. */
export const usualMessageBytes = 35_000_000

/** "File attachments limit: 250 attachments" (LRN: exchange-online-limits, "Message limits"). */
export const maxAttachments = 250

/** Attachments that one message is taken to have at most: a list that does not end is a mistake of the service. */
export const maxPages = 200
