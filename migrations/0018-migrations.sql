-- Which program brought the file to which schema: an older one, which must not read it, then names what is needed.
-- Numbers before this one's are not in it.
CREATE TABLE migrations (
  number INTEGER PRIMARY KEY CHECK (number > 0),
  program TEXT NOT NULL CHECK (length(program) BETWEEN 1 AND 31), -- its version
  at_ms INTEGER NOT NULL
) STRICT;

PRAGMA user_version = 18;
