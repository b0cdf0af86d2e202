-- Addresses of files that stay when the file is exchanged, and categories that were merged.

-- The present address of a file, /tep/SLUG; such a file is public whatever shows it.
ALTER TABLE media ADD COLUMN slug TEXT CHECK (length(slug) BETWEEN 1 AND 80);
CREATE UNIQUE INDEX media_by_slug ON media (slug) WHERE slug IS NOT NULL;

-- Every slug that leads to a file: the present one, and those that it had before.
CREATE TABLE media_slugs (
  slug TEXT PRIMARY KEY CHECK (length(slug) BETWEEN 1 AND 80),
  media_id INTEGER NOT NULL REFERENCES media (id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX media_slugs_by_media ON media_slugs (media_id);

-- Which category took a merged one in, for revisions that still name it.
CREATE TABLE category_merges (
  id INTEGER PRIMARY KEY,
  into_id INTEGER NOT NULL REFERENCES categories (id) ON DELETE CASCADE
) STRICT;
CREATE INDEX category_merges_by_into ON category_merges (into_id);

PRAGMA user_version = 34;
