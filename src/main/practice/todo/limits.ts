/** To Do's numbers in the strict reading, each with its source (C: Microsoft's docs). Bytes. */

/** "If the file size is under 3 MB, do a single POST" (C: concepts/todo-attachments.md). Decimal. */
export const postedBelow = 3_000_000

/** "The maximum request length supported is 4MB" (gd#11806). */
export const longestRequest = 4 * 1024 * 1024

/** "Each byte range needs to be less than 4 MB" (C: concepts/todo-attachments.md, step 2). Decimal. */
export const rangeBelow = 4_000_000

/** "between 0 MB to 25 MB" (C: taskfileattachment-createuploadsession.md). It doesn't say of what kind: the service that knows best is lenient here. */
export const largestFile = 25 * 1024 * 1024

/** No limit is documented; this is what file systems give a name. */
export const longestName = 255
