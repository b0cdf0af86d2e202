-- What proves which text was published: a seal a version that the public saw. A row without hash, salt and signature is of a
-- version that was taken back: its code is known still, and confirms no guess at what it said. It refers to no article, so
-- that it outlives it.
CREATE TABLE seals (
  code TEXT PRIMARY KEY CHECK (length(code) = 20),
  article_id INTEGER NOT NULL,
  version INTEGER NOT NULL,
  hash BLOB CHECK (length(hash) = 32),
  salt BLOB CHECK (length(salt) = 32),
  signature BLOB CHECK (length(signature) = 64),
  public_key BLOB CHECK (length(public_key) = 32)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX seals_by_version ON seals (article_id, version);

-- Of before this schema: each gets its seal once, in the background.
CREATE TABLE seals_due (
  article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
  version INTEGER NOT NULL,
  PRIMARY KEY (article_id, version)
) STRICT, WITHOUT ROWID;
INSERT INTO seals_due (article_id, version)
  SELECT article_id, version FROM revisions WHERE status = 3 AND audience = 0 AND redacted_ms = 0;

-- The keys by which seals are signed: one that signs, whose seed is sealed with DIR/secret.key, and those of before, public
-- halves alone.
CREATE TABLE signing_keys (
  public_key BLOB PRIMARY KEY CHECK (length(public_key) = 32),
  seed BLOB CHECK (length(seed) BETWEEN 40 AND 200), -- NULL: it signs nothing any more
  from_ms INTEGER NOT NULL,
  until_ms INTEGER NOT NULL DEFAULT 0 CHECK ((until_ms = 0) = (seed IS NOT NULL))
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX signing_keys_now ON signing_keys (until_ms) WHERE until_ms = 0;

-- What readers thought of an article, by day; nothing of who said so.
CREATE TABLE ratings (
  article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
  day INTEGER NOT NULL,
  good INTEGER NOT NULL DEFAULT 0 CHECK (good >= 0),
  fair INTEGER NOT NULL DEFAULT 0 CHECK (fair >= 0),
  bad INTEGER NOT NULL DEFAULT 0 CHECK (bad >= 0),
  PRIMARY KEY (article_id, day)
) STRICT, WITHOUT ROWID;
CREATE INDEX ratings_by_day ON ratings (day);

PRAGMA user_version = 48;
