-- What the home page is composed of: an ordered list of blocks for each version; the newest is shown, the others are its
-- history. Without a block the page arranges itself. Kinds and looks by number: include/store/block.def, store/home.h.
CREATE TABLE home_revisions (
  version INTEGER PRIMARY KEY CHECK (version > 0),
  at_ms INTEGER NOT NULL, -- 0 of the first, which nobody made
  token_id INTEGER NOT NULL,
  actor TEXT,
  action INTEGER NOT NULL CHECK (action BETWEEN 0 AND 1) -- 0 edit, 1 revert
) STRICT;
INSERT INTO home_revisions (version, at_ms, token_id, action) VALUES (1, 0, 0, 0);

-- One row.
CREATE TABLE home (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  version INTEGER NOT NULL REFERENCES home_revisions (version) ON UPDATE CASCADE
) STRICT;
INSERT INTO home (id, version) VALUES (1, 1);

-- What former versions name may be gone, so these ids are no references; home_uses has those of the present one.
CREATE TABLE home_blocks (
  version INTEGER NOT NULL REFERENCES home_revisions (version) ON DELETE CASCADE ON UPDATE CASCADE,
  position INTEGER NOT NULL CHECK (position >= 0),
  kind INTEGER NOT NULL CHECK (kind >= 0),
  title TEXT CHECK (length(CAST(title AS BLOB)) BETWEEN 1 AND 400),
  title_en TEXT CHECK (length(CAST(title_en AS BLOB)) BETWEEN 1 AND 400),
  lang TEXT CHECK (lang IN ('vi', 'en')),
  look INTEGER NOT NULL DEFAULT 0 CHECK (look BETWEEN 0 AND 1), -- 0 stories, 1 heads
  rows INTEGER NOT NULL DEFAULT 0 CHECK (rows >= 0),
  category_id INTEGER,
  box_id INTEGER,
  article_id INTEGER,
  media_id INTEGER,
  alt TEXT CHECK (length(CAST(alt AS BLOB)) <= 2000),
  url TEXT CHECK (length(CAST(url AS BLOB)) <= 2000),
  starts_ms INTEGER NOT NULL DEFAULT 0,
  ends_ms INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (version, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX home_blocks_by_media ON home_blocks (media_id) WHERE media_id IS NOT NULL;

CREATE TABLE home_tiles (
  version INTEGER NOT NULL,
  block INTEGER NOT NULL,
  position INTEGER NOT NULL CHECK (position >= 0),
  icon TEXT NOT NULL CHECK (length(icon) BETWEEN 1 AND 40),
  label TEXT CHECK (length(CAST(label AS BLOB)) BETWEEN 1 AND 200),
  label_en TEXT CHECK (length(CAST(label_en AS BLOB)) BETWEEN 1 AND 200),
  url TEXT NOT NULL CHECK (length(CAST(url AS BLOB)) BETWEEN 1 AND 2000),
  url_en TEXT CHECK (length(CAST(url_en AS BLOB)) BETWEEN 1 AND 2000),
  PRIMARY KEY (version, block, position),
  FOREIGN KEY (version, block) REFERENCES home_blocks (version, position) ON DELETE CASCADE ON UPDATE CASCADE
) STRICT, WITHOUT ROWID;

-- What the present version shows is not deleted under it.
CREATE TABLE home_uses (
  category_id INTEGER REFERENCES categories (id),
  box_id INTEGER REFERENCES boxes (id),
  media_id INTEGER REFERENCES media (id)
) STRICT;
CREATE INDEX home_uses_by_category ON home_uses (category_id) WHERE category_id IS NOT NULL;
CREATE INDEX home_uses_by_box ON home_uses (box_id) WHERE box_id IS NOT NULL;
CREATE INDEX home_uses_by_media ON home_uses (media_id) WHERE media_id IS NOT NULL;

-- The home page is a place of links too: place 3 (thing_id 0).
DROP TRIGGER link_article_deleted;
DROP TRIGGER link_article_hidden;
DROP TRIGGER link_box_deleted;
CREATE TABLE link_places_new (
  place INTEGER NOT NULL CHECK (place BETWEEN 0 AND 3),
  thing_id INTEGER NOT NULL,
  link_id INTEGER NOT NULL REFERENCES links (id),
  PRIMARY KEY (place, thing_id, link_id)
) STRICT, WITHOUT ROWID;
INSERT INTO link_places_new SELECT place, thing_id, link_id FROM link_places;
DROP TABLE link_places;
ALTER TABLE link_places_new RENAME TO link_places;
CREATE INDEX link_places_by_link ON link_places (link_id, place, thing_id);
CREATE TRIGGER link_left AFTER DELETE ON link_places
  WHEN NOT EXISTS (SELECT 1 FROM link_places WHERE link_id = OLD.link_id) BEGIN
  DELETE FROM links WHERE id = OLD.link_id;
END;
CREATE TRIGGER link_article_deleted AFTER DELETE ON articles BEGIN
  DELETE FROM link_places WHERE place = 0 AND thing_id = OLD.id;
END;
CREATE TRIGGER link_article_hidden AFTER UPDATE OF status, audience ON articles
  WHEN OLD.status = 3 AND OLD.audience = 0 AND NOT (NEW.status = 3 AND NEW.audience = 0) BEGIN
  DELETE FROM link_places WHERE place = 0 AND thing_id = OLD.id;
END;
CREATE TRIGGER link_box_deleted AFTER DELETE ON boxes BEGIN
  DELETE FROM link_places WHERE place = 1 AND thing_id = OLD.id;
END;

PRAGMA user_version = 29;
