-- What is said between those who write an article and those who approve it. Nothing of it is ever public.
-- kind: 0 a comment, 1 why it was sent back, 2 what was said when it was approved, 3 why one person published alone.
CREATE TABLE review_comments (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
  version INTEGER NOT NULL CHECK (version > 0), -- of the article, as it was then
  at_ms INTEGER NOT NULL,
  token_id INTEGER NOT NULL,
  actor TEXT,
  kind INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 3),
  text TEXT NOT NULL CHECK (length(CAST(text AS BLOB)) BETWEEN 1 AND 2000)
) STRICT;
CREATE INDEX review_comments_by_article ON review_comments (article_id, id);

-- A person's request may take one.
CREATE TABLE erased_parts_new (
  kind TEXT NOT NULL CHECK (kind IN ('media', 'tag', 'report', 'note', 'alert', 'comment')),
  id INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;
INSERT INTO erased_parts_new SELECT kind, id, at_ms FROM erased_parts;
DROP TABLE erased_parts;
ALTER TABLE erased_parts_new RENAME TO erased_parts;

PRAGMA user_version = 36;
