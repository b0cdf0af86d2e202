-- What machines are told: sitemaps, and what has gone for good.

-- A part of the sitemap holds the articles whose ids are among fifty thousand, so that none ever moves to another.
-- How many of them are public, and when that or what they say was last changed.
CREATE TABLE sitemap_parts (
  number INTEGER PRIMARY KEY CHECK (number >= 1), -- ids (number - 1) * 50000 + 1 to number * 50000
  articles INTEGER NOT NULL,
  changed_ms INTEGER NOT NULL,
  changes INTEGER NOT NULL DEFAULT 0 -- how often: two changes may fall into one millisecond
) STRICT;
INSERT INTO sitemap_parts (number, articles, changed_ms)
  SELECT (id - 1) / 50000 + 1, count(*), max(max(updated_ms, published_ms)) FROM articles WHERE status = 3 GROUP BY 1;

-- All that a sitemap says of an article, so that the walk touches no row.
CREATE INDEX articles_for_sitemap ON articles (status, id, slug, lang, kind, created_ms, published_ms, updated_ms) WHERE status = 3;

-- Addresses of what was public and is gone for ever: they answer 410, unless something new bears the slug.
CREATE TABLE gone_slugs (
  kind TEXT NOT NULL CHECK (kind IN ('article', 'category', 'tag')),
  slug TEXT NOT NULL CHECK (length(slug) BETWEEN 1 AND 80),
  PRIMARY KEY (kind, slug)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER article_gone BEFORE DELETE ON articles WHEN OLD.published_ms > 0 BEGIN
  INSERT OR IGNORE INTO gone_slugs (kind, slug) SELECT 'article', slug FROM article_slugs WHERE article_id = OLD.id;
END;
CREATE TRIGGER category_gone BEFORE DELETE ON categories BEGIN
  INSERT OR IGNORE INTO gone_slugs (kind, slug) SELECT 'category', slug FROM category_slugs WHERE category_id = OLD.id;
END;
CREATE TRIGGER tag_gone BEFORE DELETE ON tags BEGIN
  INSERT OR IGNORE INTO gone_slugs (kind, slug) SELECT 'tag', slug FROM tag_slugs WHERE tag_id = OLD.id;
END;

-- Which tag took a merged one in, for revisions that still name it.
CREATE TABLE tag_merges (
  id INTEGER PRIMARY KEY,
  into_id INTEGER NOT NULL REFERENCES tags (id) ON DELETE CASCADE
) STRICT;
CREATE INDEX tag_merges_by_into ON tag_merges (into_id);

PRAGMA user_version = 6;
