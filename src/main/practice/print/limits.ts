/** Universal Print's numbers in the strict reading, each with its source (C: Microsoft's docs, LRN: learn.microsoft.com). */

/** "as long as the maximum bytes in any given request is less than 10 MB" (C: concepts/upload-data-to-upload-session.md). Decimal. */
export const rangeBelow = 10_000_000

/** "in parallel, with up to four concurrent requests" (the same page). */
export const mostInFlight = 4

/** Entries in one answer; more come by the link. "$top=n … will return up to n" (C: print-list-shares.md); how many isn't said. */
export const largestPage = 50

/** No limit is documented; this is what file systems give a name. */
export const longestName = 255
