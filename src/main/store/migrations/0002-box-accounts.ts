/** Accounts of Box: roots of their own, and the secret of the app registration, sealed as tokens are. */

export const version = 2

export const sql = `
ALTER TABLE account ADD COLUMN client_secret TEXT;
UPDATE account SET data = json_set(data, '$.boxUrl', NULL, '$.boxUploadUrl', NULL, '$.boxLoginUrl', NULL);
`
