/** Universal Print's numbers, each with its source (keys as in the protocol dossier: C = Microsoft's docs). Bytes. */

/**
 * "Each request … less than 10 MB", "a multiple of 200 KB" or 320 KB (C: concepts/upload-data-to-upload-session.md).
 * 29 × 320 KiB is below the decimal 10 MB.
 */
export const rangeAlignmentBytes = 327_680
export const maxRangeBytes = 29 * rangeAlignmentBytes

/** Where the line is unknown yet: a few requests for an ordinary document. */
export const startRangeBytes = 10 * rangeAlignmentBytes

/** "Up to four … concurrently", in any order (same page). */
export const parallelRanges = 4

/** The beta of 2020 doesn't say; what was there just before took 1 MB (graph.md E1, E2). */
export const beta2020MaxRangeBytes = 3 * rangeAlignmentBytes

/** The beta of 2020 says nothing about order: one after the other is always right. */
export const beta2020ParallelRanges = 1

/** Printers a page. */
export const browsePageSize = 50

/** No limit is documented for the whole document. */
export const maxFileBytes = Number.MAX_SAFE_INTEGER

/** No limit is documented for a document's name; no file system that we read from has longer ones. */
export const maxNameLength = 255
