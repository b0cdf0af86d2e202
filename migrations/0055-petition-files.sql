-- What citizens send with a question: files, sealed with DIR/secret.key with their names, which go with the person; and whom a letter
-- waits for that says it was answered, made when it is sent, so that no address stands in a second place.
CREATE TABLE petition_files (
  petition_id INTEGER NOT NULL REFERENCES petition_persons (petition_id) ON DELETE CASCADE,
  place INTEGER NOT NULL CHECK (place BETWEEN 1 AND 3),
  type TEXT NOT NULL CHECK (length(CAST(type AS BLOB)) <= 100),
  size INTEGER NOT NULL,
  name BLOB NOT NULL CHECK (length(name) <= 200),
  content BLOB NOT NULL CHECK (length(content) <= 5242920),
  PRIMARY KEY (petition_id, place)
) STRICT;

CREATE TABLE petition_letters (
  petition_id INTEGER PRIMARY KEY REFERENCES petition_persons (petition_id) ON DELETE CASCADE,
  created_ms INTEGER NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  next_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX petition_letters_by_time ON petition_letters (next_ms);

PRAGMA user_version = 55;
