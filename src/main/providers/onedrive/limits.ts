/** OneDrive's and SharePoint's numbers, each with its source (keys as in the protocol dossier: C, OD, LRN = Microsoft's docs). */

/** All ranges but the last have a multiple of 320 KiB (C: driveitem-createuploadsession, "Upload bytes"). */
export const rangeAlignmentBytes = 320 * 1024

/** "less than 60 MiB" (same page); 60 MiB is exactly 192 × 320 KiB and is not less, so 191. */
export const maxRangeBytes = 191 * rangeAlignmentBytes

/** "5-10 MiB" is recommended (same page); 5 MiB is 16 × 320 KiB. */
export const startRangeBytes = 16 * rangeAlignmentBytes

/** Ranges are strictly in order; parallel ones are not supported (STAFF msgraph-sdk-dotnet#411, #1647). */
export const parallelRanges = 1

/** A simple PUT is good for every account up to 4 MB (OD: driveitem_put_content; about 4,199,664 measured in gd#2321). */
export const maxSinglePutBytes = 4_000_000

/** The newer limit of a simple PUT (LRN: driveitem-put-content). Decimal: the smaller reading of "250 MB". */
export const hardSinglePutBytes = 250_000_000

/**
 * "250 GB" (support article of 2021-03-03). Whether that is decimal is not said. The smaller reading is taken: a file
 * between the two is refused before a byte is sent, not after a day.
 */
export const maxFileBytes = 250_000_000_000

/** The token in a business upload URL lives 24 h from the opening, whatever the session's expiry says (od#1570). */
export const businessSessionMs = 24 * 3_600_000

/** "The entire decoded path … can't contain more than 400 characters" (support article). */
export const maxPathLength = 400

/** "default page size of 200 items" (OD: concepts/optional-query-parameters.md); more a page is more to wait for. */
export const browsePageSize = 200

/** As long as a page of children may be: nobody waits for a first one here (seen live; more is answered with as many). */
export const namesPageSize = 999

/** Of lists of sites and groups (LRN: user-list-memberof, "page sizes are 100 and 999"). */
export const listPageSize = 100

/** From here on it is worth a request to know whether the session has that 24 h clock: below, no line is that slow. */
export const askDriveTypeFromBytes = 256 * 1024 * 1024
