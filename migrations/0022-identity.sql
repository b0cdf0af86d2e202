-- Who the portal is, as data: names in both languages, whom it is under, how to reach it, its pictures; and every
-- state that this ever had.

ALTER TABLE site ADD COLUMN name_en TEXT CHECK (length(CAST(name_en AS BLOB)) <= 1000);
ALTER TABLE site ADD COLUMN superior TEXT CHECK (length(CAST(superior AS BLOB)) <= 1000);
ALTER TABLE site ADD COLUMN superior_en TEXT CHECK (length(CAST(superior_en AS BLOB)) <= 1000);
ALTER TABLE site ADD COLUMN hotline TEXT CHECK (length(CAST(hotline AS BLOB)) <= 1000);
ALTER TABLE site ADD COLUMN map_url TEXT CHECK (length(CAST(map_url AS BLOB)) <= 2000);
-- 0 none, 1 the drawing that the program brings, 2 the logo.
ALTER TABLE site ADD COLUMN emblem INTEGER NOT NULL DEFAULT 0 CHECK (emblem BETWEEN 0 AND 2);
-- Media, each of which site_media holds on to.
ALTER TABLE site ADD COLUMN logo_id INTEGER;
ALTER TABLE site ADD COLUMN logo_dark_id INTEGER;
ALTER TABLE site ADD COLUMN banner_id INTEGER;
-- Where of the banner that is which must be seen, in thousandths of its width and height.
ALTER TABLE site ADD COLUMN banner_x INTEGER NOT NULL DEFAULT 500 CHECK (banner_x BETWEEN 0 AND 1000);
ALTER TABLE site ADD COLUMN banner_y INTEGER NOT NULL DEFAULT 500 CHECK (banner_y BETWEEN 0 AND 1000);
ALTER TABLE site ADD COLUMN share_id INTEGER;

-- For which pictures the files below were made, as the program writes it; NULL: for none.
ALTER TABLE site ADD COLUMN made TEXT;
-- What a file is of the site (1 and on: the rows of site_use.def), and 0 what is only its medium's: so these are served,
-- copied, checked and collected as all files of media are.
ALTER TABLE media_files ADD COLUMN site_use INTEGER NOT NULL DEFAULT 0 CHECK (site_use >= 0);
CREATE INDEX media_files_by_site ON media_files (site_use, name) WHERE site_use > 0;

-- Accounts elsewhere, in order. Kinds: the rows of social.def.
CREATE TABLE site_social (
  position INTEGER PRIMARY KEY,
  kind INTEGER NOT NULL CHECK (kind >= 0),
  title TEXT CHECK (length(CAST(title AS BLOB)) <= 1000),
  url TEXT NOT NULL CHECK (length(CAST(url AS BLOB)) BETWEEN 1 AND 2000)
) STRICT;

-- Every medium that any version of the site has. is_shown: the present one does.
CREATE TABLE site_media (
  media_id INTEGER PRIMARY KEY REFERENCES media (id),
  is_shown INTEGER NOT NULL CHECK (is_shown IN (0, 1))
) STRICT;

-- Every state of the site, with who made it. state: its members as JSON, NULL where its words were taken back.
-- at_ms 0, action 'before': it was there when the next change came, and nobody noted when it was made.
CREATE TABLE site_revisions (
  version INTEGER PRIMARY KEY,
  at_ms INTEGER NOT NULL,
  token_id INTEGER NOT NULL,
  actor TEXT,
  action TEXT NOT NULL CHECK (action IN ('before', 'edit', 'revert')),
  reverted INTEGER NOT NULL DEFAULT 0, -- the version that was brought back
  state TEXT CHECK (length(CAST(state AS BLOB)) <= 1048576)
) STRICT;

PRAGMA user_version = 22;
