-- What somebody is writing and has not saved: beside the article, nobody else's, and no version of it.
CREATE TABLE working_copies (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  owner_id INTEGER NOT NULL, -- who writes it, as articles.created_by says who made them
  article_id INTEGER REFERENCES articles (id) ON DELETE CASCADE, -- NULL: what it is to become is no article yet
  article_version INTEGER NOT NULL CHECK (article_version >= 0), -- of the article when the writing began; 0 without one
  version INTEGER NOT NULL CHECK (version >= 1), -- raised with each save
  saved_ms INTEGER NOT NULL,
  title TEXT NOT NULL CHECK (length(CAST(title AS BLOB)) <= 1000),
  fields TEXT NOT NULL CHECK (length(CAST(fields AS BLOB)) <= 1048576), -- JSON: the article's members, as they were typed
  CHECK ((article_id IS NULL) = (article_version = 0))
) STRICT;
CREATE UNIQUE INDEX working_copies_of_article ON working_copies (article_id, owner_id) WHERE article_id IS NOT NULL;
CREATE INDEX working_copies_by_owner ON working_copies (owner_id, saved_ms);
CREATE INDEX working_copies_by_time ON working_copies (saved_ms);

-- Lists of what one person made.
CREATE INDEX articles_by_creator ON articles (created_by, audience, status, kind, lang, listed_ms, id);

PRAGMA user_version = 35;
