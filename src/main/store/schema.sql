-- Made by `npm run schema` from the migrations; never edited.

CREATE TABLE transfer (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE CHECK (id <> ''),
  created_at INTEGER NOT NULL,
  batch_id TEXT,
  watch_id TEXT,
  account TEXT NOT NULL,
  root TEXT NOT NULL,
  path TEXT NOT NULL CHECK (path <> ''),
  destination TEXT NOT NULL CHECK (destination <> ''),
  folders TEXT NOT NULL CHECK (json_valid(folders)),
  name TEXT NOT NULL CHECK (name <> ''),
  conflict TEXT NOT NULL CHECK (conflict IN ('fail', 'rename', 'replace', 'skip')),
  settle_ms INTEGER NOT NULL CHECK (settle_ms >= 0),
  state TEXT NOT NULL CHECK (state IN (
    'settling', 'queued', 'planning', 'opening', 'resyncing', 'sending', 'committing', 'verifying',
    'waiting', 'blocked', 'paused', 'canceling', 'done', 'skipped', 'failed', 'canceled')),
  state_at INTEGER NOT NULL,
  size INTEGER CHECK (size BETWEEN 0 AND 9007199254740991),
  mtime_ns TEXT,
  ctime_ns TEXT,
  inode TEXT,
  device TEXT,
  replaces TEXT CHECK (json_valid(replaces)),
  name_checked INTEGER NOT NULL DEFAULT 0 CHECK (name_checked IN (0, 1)),
  unsure INTEGER NOT NULL DEFAULT 0 CHECK (unsure IN (0, 1)),
  acknowledged INTEGER NOT NULL DEFAULT 0 CHECK (acknowledged >= 0),
  counters TEXT NOT NULL CHECK (json_valid(counters)),
  attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  failure TEXT CHECK (json_valid(failure)),
  retry_at INTEGER,
  remote TEXT CHECK (json_valid(remote)),
  digest_algorithm TEXT CHECK (digest_algorithm IN ('quickXorHash', 'sha1', 'sha256')),
  digest_value TEXT,
  evidence TEXT CHECK (evidence IN ('hash', 'size', 'changed-by-service', 'accepted')),
  finished_at INTEGER,
  -- About how large: so that the small or the large ones are found without reading the others.
  lane INTEGER NOT NULL GENERATED ALWAYS AS (CASE
    WHEN coalesce(size, 0) < 65536 THEN 0
    WHEN size < 1048576 THEN 1
    WHEN size < 10485760 THEN 2
    WHEN size < 104857600 THEN 3
    WHEN size < 1073741824 THEN 4
    ELSE 5 END) VIRTUAL, rank REAL, place REAL NOT NULL GENERATED ALWAYS AS (coalesce(rank, seq)) VIRTUAL, cleanup TEXT CHECK (json_valid(cleanup)),
  CONSTRAINT version_is_whole CHECK ((size IS NULL) = (mtime_ns IS NULL) AND (size IS NULL) = (ctime_ns IS NULL)
    AND (size IS NULL) = (inode IS NULL) AND (size IS NULL) = (device IS NULL)),
  CONSTRAINT digest_is_whole CHECK ((digest_algorithm IS NULL) = (digest_value IS NULL)),
  CONSTRAINT acknowledged_within_size CHECK (acknowledged <= coalesce(size, 0)),
  -- Done means done: with evidence, with the item, and with equal digests or sizes where that is the evidence.
  CONSTRAINT evidence_means_done CHECK ((state = 'done') = (evidence IS NOT NULL)),
  CONSTRAINT done_has_item CHECK (state <> 'done' OR (size IS NOT NULL AND acknowledged = size AND failure IS NULL
    AND json_extract(remote, '$.id') IS NOT NULL)),
  CONSTRAINT hash_is_equal CHECK (evidence IS NOT 'hash' OR (digest_value IS NOT NULL
    AND json_extract(remote, '$.hash.value') IS digest_value
    AND json_extract(remote, '$.hash.algorithm') IS digest_algorithm)),
  CONSTRAINT size_is_equal CHECK (evidence IS NULL OR evidence NOT IN ('hash', 'size')
    OR json_extract(remote, '$.size') IS size),
  -- Every stop has a reason; every wait has an end.
  CONSTRAINT waiting_has_time CHECK (state <> 'waiting' OR retry_at IS NOT NULL),
  CONSTRAINT stop_has_reason CHECK (state NOT IN ('waiting', 'blocked', 'failed') OR failure IS NOT NULL),
  CONSTRAINT final_has_time CHECK (
    (state IN ('done', 'skipped', 'failed', 'canceled')) = (finished_at IS NOT NULL))
) STRICT;

CREATE UNIQUE INDEX transfer_unfinished ON transfer (account, destination, path)
  WHERE state NOT IN ('done', 'skipped', 'failed', 'canceled');

CREATE INDEX transfer_due ON transfer (retry_at) WHERE state = 'waiting';

CREATE INDEX transfer_by_state ON transfer (state, seq);

CREATE INDEX transfer_by_path ON transfer (path, seq);

CREATE INDEX transfer_by_batch ON transfer (batch_id, state, seq) WHERE batch_id IS NOT NULL;

CREATE INDEX transfer_by_watch ON transfer (watch_id, state, seq) WHERE watch_id IS NOT NULL;

CREATE TRIGGER transfer_stays BEFORE DELETE ON transfer
  WHEN OLD.state NOT IN ('done', 'skipped', 'failed', 'canceled')
BEGIN
  SELECT raise(ABORT, 'an unfinished transfer never disappears');
END;

CREATE TRIGGER transfer_is_itself BEFORE UPDATE OF seq, id, created_at, batch_id, watch_id, account, root, path, destination
  ON transfer
BEGIN
  SELECT raise(ABORT, 'what a transfer is about never changes');
END;

CREATE TRIGGER transfer_done_stays BEFORE UPDATE OF state ON transfer WHEN OLD.state = 'done' AND NEW.state <> 'done'
BEGIN
  SELECT raise(ABORT, 'done stays done');
END;

CREATE TABLE tally (
  watch_id TEXT NOT NULL,
  state TEXT NOT NULL,
  count INTEGER NOT NULL CHECK (count >= 0),
  bytes INTEGER NOT NULL CHECK (bytes >= 0),
  acknowledged INTEGER NOT NULL CHECK (acknowledged >= 0),
  PRIMARY KEY (watch_id, state)
) STRICT, WITHOUT ROWID;

CREATE TABLE lane_tally (
  account TEXT NOT NULL,
  lane INTEGER NOT NULL,
  count INTEGER NOT NULL CHECK (count >= 0),
  PRIMARY KEY (account, lane)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER tally_insert AFTER INSERT ON transfer
BEGIN
  INSERT INTO tally VALUES (coalesce(NEW.watch_id, ''), NEW.state, 1, coalesce(NEW.size, 0), NEW.acknowledged)
    ON CONFLICT DO UPDATE SET count = count + 1, bytes = bytes + excluded.bytes, acknowledged = acknowledged + excluded.acknowledged;
END;

CREATE TRIGGER tally_bytes AFTER UPDATE OF size, acknowledged ON transfer
  WHEN OLD.state = NEW.state AND (OLD.size IS NOT NEW.size OR OLD.acknowledged <> NEW.acknowledged)
BEGIN
  UPDATE tally SET bytes = bytes - coalesce(OLD.size, 0) + coalesce(NEW.size, 0),
      acknowledged = acknowledged - OLD.acknowledged + NEW.acknowledged
    WHERE watch_id = coalesce(NEW.watch_id, '') AND state = NEW.state;
END;

CREATE TRIGGER tally_state AFTER UPDATE OF state ON transfer WHEN OLD.state <> NEW.state
BEGIN
  UPDATE tally SET count = count - 1, bytes = bytes - coalesce(OLD.size, 0), acknowledged = acknowledged - OLD.acknowledged
    WHERE watch_id = coalesce(OLD.watch_id, '') AND state = OLD.state;
  INSERT INTO tally VALUES (coalesce(NEW.watch_id, ''), NEW.state, 1, coalesce(NEW.size, 0), NEW.acknowledged)
    ON CONFLICT DO UPDATE SET count = count + 1, bytes = bytes + excluded.bytes, acknowledged = acknowledged + excluded.acknowledged;
END;

CREATE TRIGGER lane_insert AFTER INSERT ON transfer WHEN NEW.state = 'queued'
BEGIN
  INSERT INTO lane_tally VALUES (NEW.account, NEW.lane, 1) ON CONFLICT DO UPDATE SET count = count + 1;
END;

CREATE TRIGGER lane_update AFTER UPDATE OF state, size ON transfer
  WHEN (OLD.state = 'queued') <> (NEW.state = 'queued') OR OLD.lane <> NEW.lane
BEGIN
  UPDATE lane_tally SET count = count - 1 WHERE OLD.state = 'queued' AND account = OLD.account AND lane = OLD.lane;
  INSERT INTO lane_tally SELECT NEW.account, NEW.lane, 1 WHERE NEW.state = 'queued'
    ON CONFLICT DO UPDATE SET count = count + 1;
END;

CREATE TRIGGER tally_delete AFTER DELETE ON transfer
BEGIN
  UPDATE tally SET count = count - 1, bytes = bytes - coalesce(OLD.size, 0), acknowledged = acknowledged - OLD.acknowledged
    WHERE watch_id = coalesce(OLD.watch_id, '') AND state = OLD.state;
END;

CREATE TABLE session (
  id TEXT PRIMARY KEY,
  transfer_id TEXT NOT NULL UNIQUE REFERENCES transfer (id),
  secret TEXT NOT NULL,
  opened_at INTEGER NOT NULL,
  expires_at INTEGER,
  digest_checkpoint TEXT,
  digest_offset INTEGER NOT NULL DEFAULT 0 CHECK (digest_offset >= 0)
) STRICT;

CREATE TRIGGER session_is_of_living BEFORE INSERT ON session
  WHEN (SELECT state FROM transfer WHERE id = NEW.transfer_id) IN ('done', 'skipped', 'failed', 'canceled')
BEGIN
  SELECT raise(ABORT, 'a finished transfer opens no session');
END;

CREATE TRIGGER session_ends_too BEFORE UPDATE OF state ON transfer
  WHEN NEW.state IN ('done', 'skipped', 'canceled') AND EXISTS (SELECT 1 FROM session WHERE transfer_id = NEW.id)
BEGIN
  SELECT raise(ABORT, 'a transfer that ended leaves no living session');
END;

CREATE TABLE range (
  session_id TEXT NOT NULL REFERENCES session (id) ON DELETE CASCADE,
  start INTEGER NOT NULL CHECK (start >= 0),
  "end" INTEGER NOT NULL CHECK ("end" <= 9007199254740991),
  PRIMARY KEY (session_id, start),
  CONSTRAINT range_is_not_empty CHECK ("end" > start)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER range_is_apart BEFORE INSERT ON range
  WHEN EXISTS (SELECT 1 FROM range WHERE session_id = NEW.session_id AND start <= NEW."end" AND "end" >= NEW.start)
BEGIN
  SELECT raise(ABORT, 'acknowledged ranges are merged');
END;

CREATE TRIGGER range_stays BEFORE UPDATE ON range
BEGIN
  SELECT raise(ABORT, 'acknowledged ranges are replaced, not changed');
END;

CREATE TABLE abandoned (
  id TEXT PRIMARY KEY,
  account TEXT NOT NULL,
  destination TEXT NOT NULL,
  secret TEXT NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  next_at INTEGER NOT NULL
) STRICT;

CREATE INDEX abandoned_due ON abandoned (next_at);

CREATE TABLE step (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  transfer_id TEXT,
  path TEXT NOT NULL,
  what TEXT NOT NULL,
  why TEXT NOT NULL
) STRICT;

CREATE INDEX step_by_path ON step (path, seq);

CREATE TRIGGER step_stays BEFORE UPDATE ON step
BEGIN
  SELECT raise(ABORT, 'what was decided is not rewritten');
END;

CREATE TABLE pruning (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  before INTEGER NOT NULL
) STRICT;

CREATE TRIGGER step_is_kept BEFORE DELETE ON step WHEN NOT EXISTS (SELECT 1 FROM pruning WHERE OLD.at < before)
BEGIN
  SELECT raise(ABORT, 'what was decided is only deleted by pruning');
END;

CREATE TABLE ledger (
  account TEXT NOT NULL,
  destination TEXT NOT NULL,
  path TEXT NOT NULL,
  size INTEGER NOT NULL CHECK (size BETWEEN 0 AND 9007199254740991),
  mtime_ns TEXT NOT NULL,
  ctime_ns TEXT NOT NULL,
  inode TEXT NOT NULL,
  device TEXT NOT NULL,
  digest_algorithm TEXT,
  digest_value TEXT,
  item_id TEXT,
  etag TEXT,
  remote_name TEXT,
  PRIMARY KEY (account, destination, path),
  CHECK ((digest_algorithm IS NULL) = (digest_value IS NULL))
) STRICT, WITHOUT ROWID;

CREATE TABLE watch (
  id TEXT PRIMARY KEY,
  created_at INTEGER NOT NULL,
  data TEXT NOT NULL CHECK (json_valid(data))
) STRICT;

CREATE TABLE account (
  name TEXT PRIMARY KEY,
  created_at INTEGER NOT NULL,
  data TEXT NOT NULL CHECK (json_valid(data)),
  tokens TEXT
, client_secret TEXT) STRICT;

CREATE TABLE account_pause (
  account TEXT PRIMARY KEY,
  until INTEGER NOT NULL,
  failure TEXT NOT NULL CHECK (json_valid(failure))
) STRICT;

CREATE TABLE setting (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL CHECK (json_valid(value))
) STRICT;

CREATE INDEX transfer_queued ON transfer (account, lane, place, seq, size) WHERE state = 'queued';

CREATE INDEX transfer_in_order ON transfer (state, place, seq) WHERE finished_at IS NULL;

CREATE INDEX transfer_ended ON transfer (state, finished_at, seq) WHERE finished_at IS NOT NULL;

CREATE VIRTUAL TABLE transfer_text USING fts5 (
  path, destination, content = 'transfer', content_rowid = 'seq', tokenize = 'trigram', detail = 'none', columnsize = 0);

CREATE TRIGGER text_insert AFTER INSERT ON transfer
BEGIN
  INSERT INTO transfer_text (rowid, path, destination) VALUES (NEW.seq, NEW.path, NEW.destination);
END;

CREATE TRIGGER text_delete AFTER DELETE ON transfer
BEGIN
  INSERT INTO transfer_text (transfer_text, rowid, path, destination)
    VALUES ('delete', OLD.seq, OLD.path, OLD.destination);
END;

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

CREATE INDEX transfer_until ON transfer (state, state_at) WHERE retry_at IS NOT NULL;
