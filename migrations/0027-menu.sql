-- A menu of two levels: an entry stands below another, which may then be a heading without an address. What was below
-- one that is taken back moves up to its place, since it is ON DELETE SET NULL.
CREATE TABLE nav_new (
  position INTEGER PRIMARY KEY,                                 -- in reading order, those below behind theirs
  parent INTEGER REFERENCES nav (position) ON DELETE SET NULL CHECK (parent < position),
  title TEXT NOT NULL CHECK (length(CAST(title AS BLOB)) BETWEEN 1 AND 1000),
  url TEXT CHECK (length(CAST(url AS BLOB)) BETWEEN 1 AND 2000),
  CHECK (url IS NOT NULL OR parent IS NULL)
) STRICT;
INSERT INTO nav_new (position, title, url) SELECT position, title, url FROM nav;
DROP TABLE nav;
ALTER TABLE nav_new RENAME TO nav;
CREATE INDEX nav_below ON nav (parent) WHERE parent IS NOT NULL;

PRAGMA user_version = 27;
