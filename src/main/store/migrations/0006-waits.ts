/** Ends of waits, found without reading the rows that have none: a start looks for those beyond a clock that was set back. */

export const version = 6

export const sql = `
CREATE INDEX transfer_until ON transfer (state, state_at) WHERE retry_at IS NOT NULL;
`
