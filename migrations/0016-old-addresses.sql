-- Addresses of the portal that was there before this one, and what its articles had been read by then.

-- Where each leads now: to one of three things. To none: what it led to was public and is gone for good.
CREATE TABLE old_addresses (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  address TEXT NOT NULL UNIQUE CHECK (length(CAST(address AS BLOB)) BETWEEN 2 AND 1000), -- as http/address_key.h writes it
  article_id INTEGER REFERENCES articles (id),
  category_id INTEGER REFERENCES categories (id),
  tag_id INTEGER REFERENCES tags (id),
  CHECK ((article_id IS NOT NULL) + (category_id IS NOT NULL) + (tag_id IS NOT NULL) <= 1)
) STRICT;
CREATE INDEX old_addresses_by_article ON old_addresses (article_id) WHERE article_id IS NOT NULL;
CREATE INDEX old_addresses_by_category ON old_addresses (category_id) WHERE category_id IS NOT NULL;
CREATE INDEX old_addresses_by_tag ON old_addresses (tag_id) WHERE tag_id IS NOT NULL;

-- As with slugs: 410 only where the public knew it.
CREATE TRIGGER article_address_gone BEFORE DELETE ON articles BEGIN
  DELETE FROM old_addresses WHERE article_id = OLD.id AND NOT (OLD.published_ms > 0 AND (OLD.audience = 0 OR OLD.sequence > 0));
  UPDATE old_addresses SET article_id = NULL WHERE article_id = OLD.id;
END;
CREATE TRIGGER category_address_gone BEFORE DELETE ON categories BEGIN
  UPDATE old_addresses SET category_id = NULL WHERE category_id = OLD.id;
END;
CREATE TRIGGER tag_address_gone BEFORE DELETE ON tags BEGIN
  UPDATE old_addresses SET tag_id = NULL WHERE tag_id = OLD.id;
END;

-- Views that an article brought along; they count into all of its own, and into no day.
CREATE TABLE opening_views (
  article_id INTEGER PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
  views INTEGER NOT NULL CHECK (views > 0)
) STRICT;

-- Old addresses are taken back like slugs: their hashes stay.
CREATE TABLE erased_names_new (
  kind TEXT NOT NULL CHECK (kind IN ('article', 'tag', 'external', 'address')),
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  PRIMARY KEY (kind, hash)
) STRICT, WITHOUT ROWID;
INSERT INTO erased_names_new (kind, hash) SELECT kind, hash FROM erased_names;
DROP TABLE erased_names;
ALTER TABLE erased_names_new RENAME TO erased_names;

PRAGMA user_version = 16;
