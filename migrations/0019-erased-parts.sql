-- What a person's request took beside articles and their versions, without a word of it, so that it can be taken again
-- from a copy of before: the words of a medium, a tag, a reader's report, the note of a line of the audit.
CREATE TABLE erased_parts (
  kind TEXT NOT NULL CHECK (kind IN ('media', 'tag', 'report', 'note')),
  id INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;

PRAGMA user_version = 19;
