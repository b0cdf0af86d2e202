-- The words of attached documents, page by page, so that a search finds them. They are made of the files and can be made again.

-- Of each medium that may have some. state: 0 waiting, 1 done, 2 it has none, 3 failed; fault: why, as helper/page_text.h numbers them;
-- tries: how often it could not be read for a reason that may pass.
CREATE TABLE media_texts (
  media_id INTEGER PRIMARY KEY REFERENCES media (id) ON DELETE CASCADE,
  state INTEGER NOT NULL DEFAULT 0 CHECK (state BETWEEN 0 AND 3),
  fault INTEGER NOT NULL DEFAULT 0 CHECK (fault BETWEEN 0 AND 3),
  tries INTEGER NOT NULL DEFAULT 0 CHECK (tries BETWEEN 0 AND 3),
  pages INTEGER NOT NULL DEFAULT 0 CHECK (pages BETWEEN 0 AND 2000),
  characters INTEGER NOT NULL DEFAULT 0 CHECK (characters BETWEEN 0 AND 4194304),
  is_cut INTEGER NOT NULL DEFAULT 0 CHECK (is_cut IN (0, 1))
) STRICT;
CREATE INDEX media_texts_waiting ON media_texts (media_id) WHERE state = 0;

-- A page, or a part of a long one; page: 0 in a file that has none. size: bytes of the text, which is packed by deflate (RFC 1951).
CREATE TABLE media_pages (
  id INTEGER PRIMARY KEY,
  media_id INTEGER NOT NULL REFERENCES media_texts (media_id) ON DELETE CASCADE,
  page INTEGER NOT NULL CHECK (page BETWEEN 0 AND 2000),
  size INTEGER NOT NULL CHECK (size BETWEEN 1 AND 32768),
  packed BLOB NOT NULL CHECK (length(packed) BETWEEN 1 AND 33792)
) STRICT;
CREATE INDEX media_pages_by_media ON media_pages (media_id, id);

CREATE VIRTUAL TABLE search_page USING fts5 (text, content = '', tokenize = 'vietnamese', columnsize = 0);
INSERT INTO search_page (search_page, rank) VALUES ('hashsize', 8388608);
INSERT INTO search_page (search_page, rank) VALUES ('automerge', 8);

INSERT INTO media_texts (media_id) SELECT id FROM media
  WHERE type IN ('application/pdf', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document');

PRAGMA user_version = 47;
