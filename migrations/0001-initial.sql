-- The portal's whole store. Times are milliseconds since 1970 UTC (…_ms), 0 or NULL where there is none.
-- Codes of status: 0 draft, 1 review, 2 scheduled, 3 published, 4 withdrawn, 5 trashed.
-- Codes of kind: 0 article, 1 page. Languages: vi, en.

-- One row: what the store itself must remember.
CREATE TABLE state (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  epoch TEXT NOT NULL CHECK (length(epoch) BETWEEN 8 AND 64),   -- changes when a backup is restored
  sequence INTEGER NOT NULL CHECK (sequence >= 0),              -- last number given to a public change
  folded INTEGER NOT NULL CHECK (folded >= 0),                  -- last journal record folded into the counts
  audit_salt BLOB NOT NULL CHECK (length(audit_salt) = 32)
) STRICT;

CREATE TABLE site (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  version INTEGER NOT NULL,
  name TEXT NOT NULL CHECK (length(CAST(name AS BLOB)) BETWEEN 1 AND 1000),
  agency TEXT CHECK (length(CAST(agency AS BLOB)) <= 1000),
  address TEXT CHECK (length(CAST(address AS BLOB)) <= 1000),
  phone TEXT CHECK (length(CAST(phone AS BLOB)) <= 1000),
  email TEXT CHECK (length(CAST(email AS BLOB)) <= 1000),
  licence TEXT CHECK (length(CAST(licence AS BLOB)) <= 1000),
  responsible TEXT CHECK (length(CAST(responsible AS BLOB)) <= 1000)
) STRICT;

CREATE TABLE nav (
  position INTEGER PRIMARY KEY,
  title TEXT NOT NULL CHECK (length(CAST(title AS BLOB)) BETWEEN 1 AND 1000),
  url TEXT NOT NULL CHECK (length(CAST(url AS BLOB)) BETWEEN 1 AND 2000)
) STRICT;

CREATE TABLE tokens (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL CHECK (length(CAST(name AS BLOB)) BETWEEN 1 AND 200),
  role INTEGER NOT NULL CHECK (role BETWEEN 1 AND 4),
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  from_blocks TEXT CHECK (length(CAST(from_blocks AS BLOB)) <= 1000),
  created_ms INTEGER NOT NULL,
  expires_ms INTEGER NOT NULL DEFAULT 0,
  last_used_ms INTEGER NOT NULL DEFAULT 0,
  revoked_ms INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE media (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  version INTEGER NOT NULL DEFAULT 1,
  name TEXT NOT NULL UNIQUE CHECK (length(name) BETWEEN 5 AND 80),
  type TEXT NOT NULL CHECK (length(type) BETWEEN 3 AND 100),
  size INTEGER NOT NULL CHECK (size > 0),
  width INTEGER NOT NULL DEFAULT 0 CHECK (width BETWEEN 0 AND 65535),
  height INTEGER NOT NULL DEFAULT 0 CHECK (height BETWEEN 0 AND 65535),
  alt TEXT CHECK (length(CAST(alt AS BLOB)) <= 2000),
  caption TEXT CHECK (length(CAST(caption AS BLOB)) <= 4000),
  credit TEXT CHECK (length(CAST(credit AS BLOB)) <= 400),
  file_name TEXT CHECK (length(CAST(file_name AS BLOB)) <= 400),
  created_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE categories (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  version INTEGER NOT NULL DEFAULT 1,
  slug TEXT NOT NULL UNIQUE CHECK (length(slug) BETWEEN 1 AND 80),
  name TEXT NOT NULL CHECK (length(CAST(name AS BLOB)) BETWEEN 1 AND 400),
  lang TEXT NOT NULL CHECK (lang IN ('vi', 'en')),
  parent_id INTEGER REFERENCES categories (id),
  position INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX categories_by_parent ON categories (parent_id);

-- Every slug that a category, tag or article has or ever had; the present one is in its own row.
CREATE TABLE category_slugs (
  slug TEXT PRIMARY KEY CHECK (length(slug) BETWEEN 1 AND 80),
  category_id INTEGER NOT NULL REFERENCES categories (id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX category_slugs_by_id ON category_slugs (category_id);

CREATE TABLE tags (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  version INTEGER NOT NULL DEFAULT 1,
  slug TEXT NOT NULL UNIQUE CHECK (length(slug) BETWEEN 1 AND 80),
  name TEXT NOT NULL CHECK (length(CAST(name AS BLOB)) BETWEEN 1 AND 400),
  lang TEXT NOT NULL CHECK (lang IN ('vi', 'en'))
) STRICT;

CREATE TABLE tag_slugs (
  slug TEXT PRIMARY KEY CHECK (length(slug) BETWEEN 1 AND 80),
  tag_id INTEGER NOT NULL REFERENCES tags (id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX tag_slugs_by_id ON tag_slugs (tag_id);

CREATE TABLE articles (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  version INTEGER NOT NULL CHECK (version >= 1),
  slug TEXT NOT NULL UNIQUE CHECK (length(slug) BETWEEN 1 AND 80),
  lang TEXT NOT NULL CHECK (lang IN ('vi', 'en')),
  kind INTEGER NOT NULL CHECK (kind IN (0, 1)),
  status INTEGER NOT NULL CHECK (status BETWEEN 0 AND 5),
  title TEXT NOT NULL CHECK (length(CAST(title AS BLOB)) BETWEEN 1 AND 1000),
  lead TEXT CHECK (length(CAST(lead AS BLOB)) <= 8000),
  body_format TEXT NOT NULL CHECK (body_format IN ('markdown', 'html', 'text')),
  category_id INTEGER REFERENCES categories (id),
  image_id INTEGER REFERENCES media (id),
  alt TEXT CHECK (length(CAST(alt AS BLOB)) <= 2000),
  caption TEXT CHECK (length(CAST(caption AS BLOB)) <= 4000),
  credit TEXT CHECK (length(CAST(credit AS BLOB)) <= 400),
  decorative INTEGER NOT NULL DEFAULT 0 CHECK (decorative IN (0, 1)),
  author TEXT CHECK (length(CAST(author AS BLOB)) <= 400),
  source_name TEXT CHECK (length(CAST(source_name AS BLOB)) <= 400),
  source_url TEXT CHECK (length(CAST(source_url AS BLOB)) <= 2000),
  external_id TEXT UNIQUE CHECK (length(CAST(external_id AS BLOB)) BETWEEN 1 AND 200),
  change_note TEXT CHECK (length(CAST(change_note AS BLOB)) <= 2000),
  withdrawn_reason TEXT CHECK (length(CAST(withdrawn_reason AS BLOB)) <= 2000),
  pinned INTEGER NOT NULL DEFAULT 0 CHECK (pinned IN (0, 1)),
  created_ms INTEGER NOT NULL,
  published_ms INTEGER NOT NULL DEFAULT 0,
  updated_ms INTEGER NOT NULL,
  expires_ms INTEGER NOT NULL DEFAULT 0,
  deleted_ms INTEGER NOT NULL DEFAULT 0,
  listed_ms INTEGER NOT NULL,            -- what lists are ordered by: published_ms, else created_ms
  created_by INTEGER NOT NULL DEFAULT 0, -- token id, 0 the console
  translation_group INTEGER,             -- id of the group's first article
  sequence INTEGER NOT NULL DEFAULT 0,   -- of its last public change
  CHECK (status <> 3 OR published_ms > 0)
) STRICT;
CREATE INDEX articles_by_list ON articles (status, kind, lang, listed_ms, id);
CREATE INDEX articles_by_category ON articles (category_id, status, kind, lang, listed_ms, id);
CREATE INDEX articles_pinned ON articles (status, kind, lang, listed_ms, id) WHERE pinned = 1;
CREATE INDEX articles_by_sequence ON articles (sequence) WHERE status = 3;
CREATE INDEX articles_by_group ON articles (translation_group) WHERE translation_group IS NOT NULL;
CREATE INDEX articles_by_image ON articles (image_id) WHERE image_id IS NOT NULL;
CREATE INDEX articles_due ON articles (published_ms) WHERE status = 2;
CREATE INDEX articles_expiring ON articles (expires_ms) WHERE status = 3 AND expires_ms > 0;

-- Bodies apart, so that lists read narrow rows.
CREATE TABLE bodies (
  article_id INTEGER PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
  body TEXT NOT NULL CHECK (length(CAST(body AS BLOB)) <= 131072),
  body_html TEXT NOT NULL CHECK (length(CAST(body_html AS BLOB)) <= 4194304),
  body_text TEXT NOT NULL CHECK (length(CAST(body_text AS BLOB)) <= 4194304)
) STRICT;

CREATE TABLE article_slugs (
  slug TEXT PRIMARY KEY CHECK (length(slug) BETWEEN 1 AND 80),
  article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX article_slugs_by_id ON article_slugs (article_id);

-- The tags of an article in order, with what lists of a tag are ordered by.
CREATE TABLE article_tags (
  article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  tag_id INTEGER NOT NULL REFERENCES tags (id),
  status INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  lang TEXT NOT NULL,
  listed_ms INTEGER NOT NULL,
  category_id INTEGER, -- of the article
  PRIMARY KEY (article_id, position)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX article_tags_by_tag ON article_tags (tag_id, status, kind, lang, listed_ms, article_id);
CREATE INDEX article_tags_by_category ON article_tags (tag_id, category_id, status, kind, lang, listed_ms, article_id)
  WHERE category_id IS NOT NULL;

CREATE TABLE attachments (
  article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  media_id INTEGER NOT NULL REFERENCES media (id),
  title TEXT NOT NULL CHECK (length(CAST(title AS BLOB)) BETWEEN 1 AND 400),
  PRIMARY KEY (article_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX attachments_by_media ON attachments (media_id);

-- Every change of an article keeps its whole state as written; the number is the version it made.
CREATE TABLE revisions (
  article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
  version INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  token_id INTEGER NOT NULL,
  actor TEXT,
  action TEXT NOT NULL,
  slug TEXT NOT NULL,
  lang TEXT NOT NULL,
  kind INTEGER NOT NULL,
  status INTEGER NOT NULL,
  title TEXT NOT NULL,
  lead TEXT,
  body_format TEXT NOT NULL,
  body TEXT NOT NULL,
  category_id INTEGER,
  tags TEXT NOT NULL,        -- ids separated by spaces
  image_id INTEGER,
  alt TEXT,
  caption TEXT,
  credit TEXT,
  decorative INTEGER NOT NULL,
  attachments TEXT NOT NULL, -- media ids separated by spaces
  author TEXT,
  source_name TEXT,
  source_url TEXT,
  pinned INTEGER NOT NULL,
  published_ms INTEGER NOT NULL,
  expires_ms INTEGER NOT NULL,
  change_note TEXT,
  PRIMARY KEY (article_id, version)
) STRICT, WITHOUT ROWID;
CREATE INDEX revisions_by_image ON revisions (image_id) WHERE image_id IS NOT NULL;
CREATE INDEX revisions_with_attachments ON revisions (attachments) WHERE attachments <> '';

-- What the public saw and no longer sees; one row an article, gone again when it comes back.
CREATE TABLE tombstones (
  article_id INTEGER PRIMARY KEY,
  sequence INTEGER NOT NULL UNIQUE,
  deleted_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE boxes (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  version INTEGER NOT NULL DEFAULT 1,
  slug TEXT NOT NULL UNIQUE CHECK (length(slug) BETWEEN 1 AND 80),
  title TEXT NOT NULL CHECK (length(CAST(title AS BLOB)) BETWEEN 1 AND 400),
  lang TEXT NOT NULL CHECK (lang IN ('vi', 'en')),
  position INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE box_items (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  box_id INTEGER NOT NULL REFERENCES boxes (id) ON DELETE CASCADE,
  kind INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 2), -- 0 link, 1 banner, 2 article
  title TEXT CHECK (length(CAST(title AS BLOB)) <= 400),
  url TEXT CHECK (length(CAST(url AS BLOB)) <= 2000),
  media_id INTEGER REFERENCES media (id),
  alt TEXT CHECK (length(CAST(alt AS BLOB)) <= 2000),
  article_id INTEGER REFERENCES articles (id) ON DELETE CASCADE,
  position INTEGER NOT NULL DEFAULT 0,
  starts_ms INTEGER NOT NULL DEFAULT 0,
  ends_ms INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX box_items_by_box ON box_items (box_id, position, id);
CREATE INDEX box_items_by_media ON box_items (media_id) WHERE media_id IS NOT NULL;
CREATE INDEX box_items_by_article ON box_items (article_id) WHERE article_id IS NOT NULL;

CREATE TABLE idempotency (
  token_id INTEGER NOT NULL,
  key TEXT NOT NULL CHECK (length(CAST(key AS BLOB)) BETWEEN 1 AND 255),
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  at_ms INTEGER NOT NULL,
  status INTEGER NOT NULL,
  location TEXT,
  etag TEXT,
  body TEXT NOT NULL,
  PRIMARY KEY (token_id, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_by_time ON idempotency (at_ms);

-- Append only. `hash` covers the former line's hash and everything here but `address`.
CREATE TABLE audit (
  number INTEGER PRIMARY KEY,
  at_ms INTEGER NOT NULL,
  token_id INTEGER NOT NULL,
  actor TEXT,
  action TEXT NOT NULL CHECK (length(action) BETWEEN 1 AND 60),
  object TEXT NOT NULL CHECK (length(object) BETWEEN 1 AND 60),
  object_id INTEGER NOT NULL,
  before_version INTEGER NOT NULL,
  after_version INTEGER NOT NULL,
  note TEXT CHECK (length(CAST(note AS BLOB)) <= 2000),
  request_id TEXT,
  address_hash BLOB,
  address TEXT,
  hash BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;

CREATE TABLE day_stats (
  day INTEGER PRIMARY KEY CHECK (day BETWEEN 19700101 AND 99991231),
  visits INTEGER NOT NULL DEFAULT 0 CHECK (visits >= 0),
  views INTEGER NOT NULL DEFAULT 0 CHECK (views >= 0),
  machines INTEGER NOT NULL DEFAULT 0 CHECK (machines >= 0)
) STRICT;

CREATE TABLE article_days (
  article_id INTEGER NOT NULL,
  day INTEGER NOT NULL,
  views INTEGER NOT NULL DEFAULT 0 CHECK (views >= 0),
  PRIMARY KEY (article_id, day)
) STRICT, WITHOUT ROWID;

-- Opening balance and corrections: count into "all" alone.
CREATE TABLE ledger (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at_ms INTEGER NOT NULL,
  visits INTEGER NOT NULL,
  note TEXT NOT NULL CHECK (length(CAST(note AS BLOB)) BETWEEN 1 AND 2000),
  author TEXT
) STRICT;

INSERT INTO state (id, epoch, sequence, folded, audit_salt) VALUES (1, lower(hex(randomblob(8))), 0, 0, randomblob(32));
INSERT INTO site (id, version, name) VALUES (1, 1, 'Cổng thông tin điện tử');

-- Every migration says so itself, in the transaction that it is; application_id is "Cong".
PRAGMA application_id = 1131376231;
PRAGMA user_version = 1;
