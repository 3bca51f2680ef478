/** To Do's numbers, each with its source (keys as in the protocol dossier: C = Microsoft's docs). Bytes. */

/**
 * "If the file size is under 3 MB, do a single POST" (C: concepts/todo-attachments.md). Whether that is decimal is not
 * said; the smaller reading, since a session takes what is in between ("any supported size between 0 MB to 25 MB").
 */
export const maxSinglePutBytes = 2_999_999

/**
 * "up to 25 MB" (same page). The larger reading: the size is announced when a session is opened, so that where the
 * service means the other, it refuses the file before a byte is sent.
 */
export const maxFileBytes = 25 * 1024 * 1024

/** "Each byte range needs to be less than 4 MB" (same page, step 2). 12 × 320 KiB: below every reading. No alignment. */
export const maxRangeBytes = 3_932_160

/** "You must upload bytes in a file in order" (same page, step 2). */
export const parallelRanges = 1

/** No limit is documented; no file system that we read from has longer names. */
export const maxNameLength = 255

/** Lists or tasks a page. Without saying so the service gives ten tasks, or ninety-six lists and no link to the rest. */
export const browsePageSize = 50

/** Pages of attachments that one task is taken to have at most: a list without an end is a mistake of the service. */
export const maxPages = 200
