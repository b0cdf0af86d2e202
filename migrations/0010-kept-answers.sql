-- Kept answers know whether they may be told again, and whose words they hold. What is kept now may hold live tokens,
-- so nothing of it is taken over but that the work was done. A new table, because pages that are dropped whole are
-- overwritten whole.

-- state: 0 the answer is kept, 1 it showed a secret, which is not kept, 2 it was taken back.
-- article_id: the article whose words it holds; 0 none, -1 several.
CREATE TABLE idempotency_new (
  token_id INTEGER NOT NULL,
  key TEXT NOT NULL CHECK (length(CAST(key AS BLOB)) BETWEEN 1 AND 255),
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  at_ms INTEGER NOT NULL,
  state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 2),
  article_id INTEGER NOT NULL CHECK (article_id >= -1),
  status INTEGER NOT NULL,
  location TEXT CHECK (state = 0 OR location IS NULL),
  etag TEXT CHECK (state = 0 OR etag IS NULL),
  body TEXT CHECK ((state = 0) = (body IS NOT NULL)),
  PRIMARY KEY (token_id, key)
) STRICT, WITHOUT ROWID;
INSERT INTO idempotency_new (token_id, key, hash, at_ms, state, article_id, status)
  SELECT token_id, key, hash, at_ms, iif(location LIKE '/api/tokens/%', 1, 2), 0, status FROM idempotency;
DROP TABLE idempotency;
ALTER TABLE idempotency_new RENAME TO idempotency;
CREATE INDEX idempotency_by_time ON idempotency (at_ms);
CREATE INDEX idempotency_by_article ON idempotency (article_id) WHERE article_id <> 0;

PRAGMA user_version = 10;
