/** What becomes of a file here once it is uploaded. Found again by its own index, so that nothing that was begun is forgotten. */

export const version = 5

export const sql = `
ALTER TABLE transfer ADD COLUMN cleanup TEXT CHECK (json_valid(cleanup));
CREATE INDEX transfer_cleanup ON transfer (seq) WHERE cleanup ->> '$.state' IN ('wanted', 'moving', 'undoing');
CREATE TRIGGER transfer_is_put_away BEFORE DELETE ON transfer
  WHEN OLD.cleanup ->> '$.state' IN ('moving', 'undoing')
BEGIN
  SELECT raise(ABORT, 'a file that is on its way is not forgotten');
END;
CREATE TRIGGER transfer_cleanup_is_of_done BEFORE UPDATE OF cleanup ON transfer
  WHEN NEW.cleanup IS NOT NULL AND NEW.state <> 'done'
BEGIN
  SELECT raise(ABORT, 'nothing happens to a file that is not uploaded');
END;
`
