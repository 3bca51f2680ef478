/**
 * The queue in an order that people decide, what has ended by when it did, and the words of paths and destinations. The
 * words are kept as trigrams without their places: a fifth of the room, and whoever asks compares the texts themselves.
 */

export const version = 4

export const sql = `
ALTER TABLE transfer ADD COLUMN rank REAL;
ALTER TABLE transfer ADD COLUMN place REAL NOT NULL GENERATED ALWAYS AS (coalesce(rank, seq)) VIRTUAL;

DROP INDEX transfer_queued;
CREATE INDEX transfer_queued ON transfer (account, lane, place, seq, size) WHERE state = 'queued';
CREATE INDEX transfer_in_order ON transfer (state, place, seq) WHERE finished_at IS NULL;
CREATE INDEX transfer_ended ON transfer (state, finished_at, seq) WHERE finished_at IS NOT NULL;

CREATE VIRTUAL TABLE transfer_text USING fts5 (
  path, destination, content = 'transfer', content_rowid = 'seq', tokenize = 'trigram', detail = 'none', columnsize = 0);
INSERT INTO transfer_text (transfer_text) VALUES ('rebuild');

CREATE TRIGGER text_insert AFTER INSERT ON transfer
BEGIN
  INSERT INTO transfer_text (rowid, path, destination) VALUES (NEW.seq, NEW.path, NEW.destination);
END;

CREATE TRIGGER text_delete AFTER DELETE ON transfer
BEGIN
  INSERT INTO transfer_text (transfer_text, rowid, path, destination)
    VALUES ('delete', OLD.seq, OLD.path, OLD.destination);
END;
`
