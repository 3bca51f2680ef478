/** Accounts by the id of their person, which a name isn't; of those that are there it is learnt from their services. */

export const version = 3

export const sql = `
UPDATE account SET data = json_set(data, '$.userId', NULL);
`
