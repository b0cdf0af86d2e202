-- Pictures in several widths, attachments, and which article shows or ever showed which medium.

-- What the public can ask for: the renditions of a picture, or an attachment itself. `media.name` is the file as
-- it was uploaded; that of a picture is nobody's to ask for. Two media may share a file of the same bytes.
CREATE TABLE media_files (
  name TEXT NOT NULL CHECK (length(name) BETWEEN 5 AND 80),
  media_id INTEGER NOT NULL REFERENCES media (id) ON DELETE CASCADE,
  type TEXT NOT NULL CHECK (length(type) BETWEEN 3 AND 100),
  size INTEGER NOT NULL CHECK (size > 0),
  width INTEGER NOT NULL CHECK (width BETWEEN 0 AND 65535),
  height INTEGER NOT NULL CHECK (height BETWEEN 0 AND 65535),
  PRIMARY KEY (name, media_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX media_files_by_media ON media_files (media_id, width, type);

-- Since when nothing shows or ever showed it; 0 while something does.
ALTER TABLE media ADD COLUMN unused_ms INTEGER NOT NULL DEFAULT 0 CHECK (unused_ms >= 0);
CREATE INDEX media_unused ON media (unused_ms) WHERE unused_ms > 0;

-- Every medium that any version of an article has: as its picture, attached, or within its body.
-- is_shown: the present version has it.
CREATE TABLE article_media (
  article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
  media_id INTEGER NOT NULL REFERENCES media (id),
  is_shown INTEGER NOT NULL CHECK (is_shown IN (0, 1)),
  PRIMARY KEY (article_id, media_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX article_media_by_media ON article_media (media_id, is_shown, article_id);

INSERT OR IGNORE INTO article_media (article_id, media_id, is_shown)
  SELECT id, image_id, 1 FROM articles WHERE image_id IS NOT NULL;
INSERT OR IGNORE INTO article_media (article_id, media_id, is_shown)
  SELECT article_id, media_id, 1 FROM attachments;
INSERT OR IGNORE INTO article_media (article_id, media_id, is_shown)
  SELECT r.article_id, r.image_id, 0 FROM revisions r JOIN media m ON m.id = r.image_id;
INSERT OR IGNORE INTO article_media (article_id, media_id, is_shown)
  SELECT r.article_id, m.id, 0 FROM revisions r, json_each('[' || replace(r.attachments, ' ', ',') || ']') x
  JOIN media m ON m.id = x.value WHERE r.attachments <> '';
DROP INDEX revisions_by_image;
DROP INDEX revisions_with_attachments;

PRAGMA user_version = 8;
