import { Problem } from '../problem.ts'

/**
 * Everything Box refuses with, by code: status and message (box-and-peers.md 1.4 to 1.7 and 4.5, with their sources).
 * Clients must go by the code, since Box's own sources disagree about some of the statuses.
 */
const table = {
  access_denied_item_locked: [403, 'The item you’re trying to access is locked'],
  bad_digest: [400, 'The specified content-md5 did not match what we received'],
  bad_request: [400, 'Bad Request'],
  digest_mismatch: [400, 'File digest was incorrect.'],
  file_size_limit_exceeded: [403, 'File size exceeds the folder owner’s file size limit'],
  file_size_too_small: [400, 'File size less than minimum allowed for this API'],
  forbidden: [403, 'Forbidden'],
  insufficient_scope: [403, 'The request requires higher privileges than provided by the access token.'],
  invalid_file_size: [400, 'File size is not valid'],
  invalid_folder_id: [400, 'Folder id is not valid'],
  invalid_limit: [400, 'The limit is not valid'],
  invalid_offset: [400, 'The offset is not valid'],
  invalid_parameter: [404, 'Folder was not found or is not accessible'],
  invalid_range: [416, 'The range does not fit the upload session'],
  invalid_upload_session_id: [400, 'The upload session id is malformed'],
  item_name_in_use: [409, 'Item with the same name already exists'],
  item_name_invalid: [400, 'Item name invalid'],
  item_name_too_long: [400, 'Item name too long'],
  metadata_after_file_contents: [400, 'Metadata was sent after the file contents'],
  missing_destination: [400, 'A destination folder is required'],
  missing_file_name: [400, 'A file name is required'],
  missing_file_size: [400, 'A file size is required'],
  not_found: [404, 'Not Found'],
  operation_blocked_temporary: [409, 'The operation is blocked by another operation'],
  parts_mismatch: [400, 'No matching part found on server'],
  precondition_failed: [412, 'The resource has been modified. Please retrieve the resource again and retry'],
  range_overlaps_existing_part: [416, 'The range overlaps an existing part'],
  request_entity_too_large: [413, 'The request body is too large'],
  session_conflict: [409, 'An upload session for this file is already open'],
  session_expired: [410, 'The upload session has expired'],
  storage_limit_exceeded: [403, 'Account storage limit reached'],
  upload_failed: [410, 'The upload session is in an unrecoverable state'],
  upload_session_not_found: [404, 'The upload session was not found'],
} as const satisfies Readonly<Record<string, readonly [number, string]>>

export type BoxCode = keyof typeof table

interface Particulars {
  readonly status?: number
  /** Stands behind the message. */
  readonly detail?: string
  /** `context_info`. */
  readonly about?: object
}

export function refusal(code: BoxCode, { status, detail, about }: Particulars = {}): Problem {
  const [usual, message] = table[code]
  const text = detail === undefined ? message : `${message}: ${detail}`
  return new Problem(status ?? usual, code, text, null, {}, about ?? null)
}
