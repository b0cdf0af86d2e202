-- Persons' requests, without a word of them: whether each is erased from every file, and, for copies of before, that it was made.
CREATE TABLE erasures (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at_ms INTEGER NOT NULL,
  erased_ms INTEGER NOT NULL DEFAULT 0 CHECK (erased_ms >= 0)
) STRICT;
CREATE INDEX erasures_open ON erasures (id) WHERE erased_ms = 0;
-- Those of before are known by what they took. Whether it was erased nobody noted; now it is.
INSERT INTO erasures (at_ms) SELECT DISTINCT at_ms FROM erased_parts ORDER BY at_ms;

PRAGMA user_version = 21;
