/** Box's numbers, each with its source (guides and OAS = developer.box.com and box-openapi; box-and-peers.md 1). */

/**
 * Sessions are for files from 20 MB on (guides/uploads/chunked/index.md). Whether that is decimal isn't said, and it was
 * 50 MB once: what a refusal tells is learnt (`file_size_too_small`).
 */
export const sessionFromBytes = 20_000_000

/** "The maximum file size for direct upload is 50MB" (guides/uploads/direct/file.md), read as decimal. */
export const hardSinglePutBytes = 50_000_000

/** The largest of any plan, Enterprise Advanced (guides/uploads/direct/index.md); an account's own cap is learnt. */
export const maxFileBytes = 500_000_000_000

/** The smallest cap of any plan, Free (the same page): up to here nobody's cap is worth a request. */
export const smallestPlanBytes = 250_000_000

/** What most sessions have (OAS UploadSession, example). Only until a session says its own: it is the server's to choose. */
export const usualPartBytes = 8 * 1024 * 1024

/** "3 to 5 parallel uploads" (guides/uploads/chunked/upload-part.md); Box's own web uploader has 4. */
export const parallelRanges = 4

/** OAS get_files_upload_sessions_id_parts: at most 1000 a page, and an offset of at most 10,000 entries. */
export const partsPageSize = 1_000
export const farthestPartOffset = 10_000

/** "limit" is 200 at most, and no offset leads beyond 10,000 (OAS get_search). */
export const searchPageSize = 200
export const farthestFound = 9_800

/** Of at most 1000 (OAS get_folders_id_items): names of 255 signs must fit into an answer. */
export const itemsPageSize = 500

/** A folder of half a million things has been read then; more is a list without an end. */
export const maxItemPages = 1_000

/** item_name_too_long (guides/api-calls/permissions-and-errors/common-errors.md). */
export const maxNameLength = 255

/** After a 202 without `Retry-After`; examples and reports have 1 to 10 s (box-and-peers.md 1.7). */
export const commitPauseMs = 2_000

/** How long we believe that a folder is still where its path says: somebody may rename it meanwhile. */
export const folderMemoryMs = 10 * 60_000
