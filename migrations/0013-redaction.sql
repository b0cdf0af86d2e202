-- What was taken back: which versions, without a word of them; hashes of their names; notes of every kind of thing can
-- go; and what readers report.

-- version 0: the whole article. erased_ms: since when no file of the data folder holds the words; 0 not yet.
CREATE TABLE redactions (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  article_id INTEGER NOT NULL,
  version INTEGER NOT NULL CHECK (version >= 0),
  at_ms INTEGER NOT NULL,
  erased_ms INTEGER NOT NULL DEFAULT 0 CHECK (erased_ms >= 0),
  is_swept INTEGER NOT NULL DEFAULT 0 CHECK (is_swept IN (0, 1)) -- the file was written anew since, without gaps in its pages
) STRICT;
CREATE INDEX redactions_by_article ON redactions (article_id, version);
CREATE INDEX redactions_open ON redactions (id) WHERE erased_ms = 0;
-- Those of before were never erased from the index and the log; now they are.
INSERT INTO redactions (article_id, version, at_ms)
  SELECT article_id, version, redacted_ms FROM revisions WHERE redacted_ms > 0 ORDER BY redacted_ms;

-- Slugs and external ids that were taken back, hashed with DIR/secret.key.
CREATE TABLE erased_names (
  kind TEXT NOT NULL CHECK (kind IN ('article', 'tag', 'external')),
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  PRIMARY KEY (kind, hash)
) STRICT, WITHOUT ROWID;

-- Tags and media have notes too.
DROP INDEX audit_notes;
CREATE INDEX audit_notes ON audit (object, object_id) WHERE note IS NOT NULL;

-- Words that nothing uses any more are not kept from now on.
DELETE FROM search_syllables WHERE uses = 0;
DELETE FROM search_pairs WHERE uses = 0;

-- Whether an editor made the tag by itself. One that arose with an article is the public's only while something public
-- bears it.
ALTER TABLE tags ADD COLUMN is_made INTEGER NOT NULL DEFAULT 0 CHECK (is_made IN (0, 1));

-- What readers report of an article; nothing but what they typed is kept of them.
CREATE TABLE reports (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
  article_version INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  text TEXT NOT NULL CHECK (length(CAST(text AS BLOB)) BETWEEN 1 AND 4000),
  contact TEXT CHECK (length(CAST(contact AS BLOB)) <= 200)
) STRICT;
CREATE INDEX reports_by_article ON reports (article_id);
CREATE INDEX reports_by_time ON reports (at_ms);

PRAGMA user_version = 13;
