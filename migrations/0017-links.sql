-- Addresses that articles, boxes and the menu lead to, and whether they still lead somewhere. A job gathers and checks
-- them (store/link.h); nothing of this is written with an article.

-- url: as hyperlink_read() gives it; host: of an outward one, else NULL. status: the last HTTP status, 0 none; fault:
-- enum link_fault of the last check. failures: on how many days in a row it failed, the last of which was failed_day (a
-- day as text/date.h numbers them); failing_ms: since when. dead_ms: since when it is called dead.
CREATE TABLE links (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  url TEXT NOT NULL UNIQUE CHECK (length(CAST(url AS BLOB)) BETWEEN 1 AND 2000),
  host TEXT CHECK (length(CAST(host AS BLOB)) BETWEEN 1 AND 2000),
  due_ms INTEGER NOT NULL,
  checked_ms INTEGER NOT NULL DEFAULT 0,
  status INTEGER NOT NULL DEFAULT 0 CHECK (status BETWEEN 0 AND 599),
  fault INTEGER NOT NULL DEFAULT 0 CHECK (fault >= 0),
  failures INTEGER NOT NULL DEFAULT 0 CHECK (failures >= 0),
  failed_day INTEGER NOT NULL DEFAULT 0,
  failing_ms INTEGER NOT NULL DEFAULT 0,
  dead_ms INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX links_due ON links (due_ms) WHERE host IS NOT NULL;
CREATE INDEX links_by_host ON links (host) WHERE host IS NOT NULL;
CREATE INDEX links_inside ON links (id) WHERE host IS NULL;
CREATE INDEX links_dead ON links (dead_ms, id) WHERE dead_ms > 0;

-- place: 0 an article, 1 a box, 2 the menu (thing_id 0).
CREATE TABLE link_places (
  place INTEGER NOT NULL CHECK (place BETWEEN 0 AND 2),
  thing_id INTEGER NOT NULL,
  link_id INTEGER NOT NULL REFERENCES links (id),
  PRIMARY KEY (place, thing_id, link_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX link_places_by_link ON link_places (link_id, place, thing_id);

-- Up to which public change articles' links were gathered.
ALTER TABLE state ADD COLUMN links_sequence INTEGER NOT NULL DEFAULT 0 CHECK (links_sequence >= 0);

-- A link that stands nowhere is none; what the public lost has no links, in the transaction in which it went.
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

PRAGMA user_version = 17;
