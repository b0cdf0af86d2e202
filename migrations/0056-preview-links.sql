-- Links by which a colleague without an account sees a draft for some days. Of the secret only a keyed hash is kept. They end with
-- the draft: published, withdrawn or thrown away it has none, nor has what only the staff may see.
CREATE TABLE preview_links (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
  hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
  token_id INTEGER NOT NULL, -- who made it, as revisions have it
  actor TEXT,
  created_ms INTEGER NOT NULL,
  expires_ms INTEGER NOT NULL CHECK (expires_ms > created_ms)
) STRICT;
CREATE INDEX preview_links_by_article ON preview_links (article_id, id);
CREATE INDEX preview_links_by_time ON preview_links (expires_ms);

-- 0 draft, 1 review, 2 scheduled.
CREATE TRIGGER preview_links_end AFTER UPDATE OF status, audience ON articles WHEN NEW.status > 2 OR NEW.audience <> 0 BEGIN
  DELETE FROM preview_links WHERE article_id = NEW.id;
END;

PRAGMA user_version = 56;
