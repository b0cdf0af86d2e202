-- Kinds of content: which kinds there are is said by kind.def, so articles are made anew without a list of them.
-- They get an audience, on which every public query filters as on status, and facts (fact.def), which stand with every
-- revision too; those that lists filter by stand in an index of their own.

DROP VIEW search_source;
CREATE TABLE articles_new (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  version INTEGER NOT NULL CHECK (version >= 1),
  slug TEXT NOT NULL UNIQUE CHECK (length(slug) BETWEEN 1 AND 80),
  lang TEXT NOT NULL CHECK (lang IN ('vi', 'en')),
  kind INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 31), -- a row of kind.def
  status INTEGER NOT NULL CHECK (status BETWEEN 0 AND 5),
  audience INTEGER NOT NULL DEFAULT 0 CHECK (audience BETWEEN 0 AND 1), -- 0 public, 1 staff
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
  sequence INTEGER NOT NULL DEFAULT 0,   -- of its last public change; 0: the public never saw it
  due_ms INTEGER NOT NULL DEFAULT 0 CHECK (status <> 2 OR due_ms > 0),
  facts TEXT CHECK (facts GLOB '{*}' AND length(CAST(facts AS BLOB)) <= 65536), -- an object by the names of fact.def
  CHECK (status <> 3 OR published_ms > 0)
) STRICT;
INSERT INTO articles_new (id, version, slug, lang, kind, status, title, lead, body_format, category_id, image_id, alt, caption, credit,
    decorative, author, source_name, source_url, external_id, change_note, withdrawn_reason, pinned, created_ms,
    published_ms, updated_ms, expires_ms, deleted_ms, listed_ms, created_by, translation_group, sequence, due_ms)
  SELECT id, version, slug, lang, kind, status, title, lead, body_format, category_id, image_id, alt, caption, credit,
    decorative, author, source_name, source_url, external_id, change_note, withdrawn_reason, pinned, created_ms,
    published_ms, updated_ms, expires_ms, deleted_ms, listed_ms, created_by, translation_group, sequence, due_ms FROM articles;
-- No id is given twice, though the last articles were deleted.
DELETE FROM sqlite_sequence WHERE name = 'articles_new';
INSERT INTO sqlite_sequence (name, seq) SELECT 'articles_new', seq FROM sqlite_sequence WHERE name = 'articles';
DROP TABLE articles;
ALTER TABLE articles_new RENAME TO articles;

CREATE INDEX articles_by_list ON articles (audience, status, kind, lang, listed_ms, id);
CREATE INDEX articles_by_category ON articles (category_id, audience, status, kind, lang, listed_ms, id);
CREATE INDEX articles_pinned ON articles (audience, status, kind, lang, listed_ms, id) WHERE pinned = 1;
CREATE INDEX articles_by_sequence ON articles (sequence) WHERE status = 3 AND audience = 0;
CREATE INDEX articles_by_group ON articles (translation_group) WHERE translation_group IS NOT NULL;
CREATE INDEX articles_by_image ON articles (image_id) WHERE image_id IS NOT NULL;
CREATE INDEX articles_due ON articles (due_ms) WHERE status = 2;
CREATE INDEX articles_expiring ON articles (expires_ms) WHERE status = 3 AND expires_ms > 0;
CREATE INDEX articles_trashed ON articles (deleted_ms) WHERE status = 5;
CREATE INDEX articles_for_sitemap ON articles (status, id, slug, lang, kind, created_ms, published_ms, updated_ms, audience)
  WHERE status = 3 AND audience = 0;

-- The words of searched facts stand behind those of the body.
ALTER TABLE bodies ADD COLUMN facts_text TEXT NOT NULL DEFAULT '' CHECK (length(CAST(facts_text AS BLOB)) <= 65536);
CREATE VIEW search_source (id, body, lead, title) AS
  SELECT a.id, CASE b.facts_text WHEN '' THEN b.body_text ELSE b.body_text || char(10) || b.facts_text END,
    coalesce(a.lead, ''), a.title FROM articles a JOIN bodies b ON b.article_id = a.id;

ALTER TABLE article_tags ADD COLUMN audience INTEGER NOT NULL DEFAULT 0;
DROP INDEX article_tags_by_tag;
DROP INDEX article_tags_by_category;
CREATE UNIQUE INDEX article_tags_by_tag ON article_tags (tag_id, audience, status, kind, lang, listed_ms, article_id);
CREATE INDEX article_tags_by_category ON article_tags (tag_id, category_id, audience, status, kind, lang, listed_ms, article_id)
  WHERE category_id IS NOT NULL;

ALTER TABLE revisions ADD COLUMN audience INTEGER NOT NULL DEFAULT 0;
ALTER TABLE revisions ADD COLUMN facts TEXT CHECK (facts GLOB '{*}' AND length(CAST(facts AS BLOB)) <= 65536);

-- The values that lists filter by, as they compare: words as keys, days and instants and numbers as numbers.
CREATE TABLE article_facts (
  article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
  fact INTEGER NOT NULL CHECK (fact >= 0), -- a row of fact.def
  key ANY NOT NULL,
  audience INTEGER NOT NULL,
  status INTEGER NOT NULL,
  lang TEXT NOT NULL,
  listed_ms INTEGER NOT NULL,
  PRIMARY KEY (article_id, fact, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX article_facts_by_key ON article_facts (fact, key, audience, status, lang, listed_ms, article_id);

-- What categories and tags count is what the public sees.
CREATE TRIGGER category_count_insert AFTER INSERT ON articles
  WHEN NEW.status = 3 AND NEW.audience = 0 AND NEW.category_id IS NOT NULL BEGIN
  UPDATE categories SET published = published + 1 WHERE id = NEW.category_id;
END;
CREATE TRIGGER category_count_delete AFTER DELETE ON articles
  WHEN OLD.status = 3 AND OLD.audience = 0 AND OLD.category_id IS NOT NULL BEGIN
  UPDATE categories SET published = published - 1 WHERE id = OLD.category_id;
END;
CREATE TRIGGER category_count_update AFTER UPDATE OF status, audience, category_id ON articles
  WHEN OLD.category_id IS NOT NEW.category_id
    OR (OLD.status = 3 AND OLD.audience = 0) <> (NEW.status = 3 AND NEW.audience = 0) BEGIN
  UPDATE categories SET published = published - 1 WHERE id = OLD.category_id AND OLD.status = 3 AND OLD.audience = 0;
  UPDATE categories SET published = published + 1 WHERE id = NEW.category_id AND NEW.status = 3 AND NEW.audience = 0;
END;

DROP TRIGGER tag_count_insert;
DROP TRIGGER tag_count_delete;
DROP TRIGGER tag_count_update;
CREATE TRIGGER tag_count_insert AFTER INSERT ON article_tags WHEN NEW.status = 3 AND NEW.audience = 0 BEGIN
  UPDATE tags SET published = published + 1 WHERE id = NEW.tag_id;
END;
CREATE TRIGGER tag_count_delete AFTER DELETE ON article_tags WHEN OLD.status = 3 AND OLD.audience = 0 BEGIN
  UPDATE tags SET published = published - 1 WHERE id = OLD.tag_id;
END;
CREATE TRIGGER tag_count_update AFTER UPDATE OF status, audience, tag_id ON article_tags
  WHEN OLD.tag_id <> NEW.tag_id
    OR (OLD.status = 3 AND OLD.audience = 0) <> (NEW.status = 3 AND NEW.audience = 0) BEGIN
  UPDATE tags SET published = published - 1 WHERE id = OLD.tag_id AND OLD.status = 3 AND OLD.audience = 0;
  UPDATE tags SET published = published + 1 WHERE id = NEW.tag_id AND NEW.status = 3 AND NEW.audience = 0;
END;

-- 410 only where the public knew it: an article that staff alone ever saw was never heard of.
CREATE TRIGGER article_gone BEFORE DELETE ON articles
  WHEN OLD.published_ms > 0 AND (OLD.audience = 0 OR OLD.sequence > 0) BEGIN
  INSERT OR IGNORE INTO gone_slugs (kind, slug) SELECT 'article', slug FROM article_slugs WHERE article_id = OLD.id;
END;

PRAGMA user_version = 11;
