-- An authority's two colours, from which all others of its pages are derived, and the days on which it shows others.

-- "#0b4a3b"; NULL: the built-in one.
ALTER TABLE site ADD COLUMN colour_first TEXT CHECK (length(CAST(colour_first AS BLOB)) = 7);
ALTER TABLE site ADD COLUMN colour_second TEXT CHECK (length(CAST(colour_second AS BLOB)) = 7);

-- Days of the portal's zone such as 20261124, the last one included; no two rows share a day. Kinds: 0 mourning, 1 festive,
-- 2 its own colours.
CREATE TABLE site_palettes (
  from_day INTEGER PRIMARY KEY CHECK (from_day > 0),
  to_day INTEGER NOT NULL CHECK (to_day >= from_day),
  kind INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 2),
  colour_first TEXT CHECK (length(CAST(colour_first AS BLOB)) = 7),
  colour_second TEXT CHECK (length(CAST(colour_second AS BLOB)) = 7)
) STRICT;

PRAGMA user_version = 24;
