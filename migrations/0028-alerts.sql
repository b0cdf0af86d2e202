-- The emergency line above every page. A row is one wording: who put it there and when, until when it was to stand, and
-- who ended it. Rows stay as history; of those that are not ended there is one at most.
CREATE TABLE alerts (
  version INTEGER PRIMARY KEY AUTOINCREMENT,
  id INTEGER NOT NULL CHECK (id > 0),             -- the line's own: it stays while the Vietnamese text does
  level INTEGER NOT NULL CHECK (level BETWEEN 0 AND 2),
  text TEXT NOT NULL CHECK (length(CAST(text AS BLOB)) BETWEEN 1 AND 1200),
  text_en TEXT CHECK (length(CAST(text_en AS BLOB)) BETWEEN 1 AND 1200),
  url TEXT CHECK (length(CAST(url AS BLOB)) BETWEEN 1 AND 2000),
  from_ms INTEGER NOT NULL CHECK (from_ms > 0),
  until_ms INTEGER NOT NULL CHECK (until_ms > from_ms),
  set_ms INTEGER NOT NULL,
  set_by TEXT NOT NULL,
  shown INTEGER NOT NULL DEFAULT 0 CHECK (shown IN (0, 1)), -- the change feed says it
  ended_ms INTEGER NOT NULL DEFAULT 0 CHECK (ended_ms >= 0),
  ended_by TEXT CHECK ((ended_by IS NULL) = (ended_ms = 0))
) STRICT;
CREATE UNIQUE INDEX alerts_open ON alerts (ended_ms) WHERE ended_ms = 0;

-- The number in the change feed of what last became of the line: one place, whichever line it is.
ALTER TABLE state ADD COLUMN alert_sequence INTEGER NOT NULL DEFAULT 0 CHECK (alert_sequence >= 0);

-- What a person's request took may be the words of a line, too.
CREATE TABLE erased_parts_new (
  kind TEXT NOT NULL CHECK (kind IN ('media', 'tag', 'report', 'note', 'alert')),
  id INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;
INSERT INTO erased_parts_new SELECT kind, id, at_ms FROM erased_parts;
DROP TABLE erased_parts;
ALTER TABLE erased_parts_new RENAME TO erased_parts;

PRAGMA user_version = 28;
