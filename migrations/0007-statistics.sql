-- Machines by kind, search engines' crawlers by name; what was counted before has no kind.
CREATE TABLE machine_days (
  day INTEGER NOT NULL CHECK (day BETWEEN 19700101 AND 99991231),
  kind TEXT NOT NULL CHECK (length(kind) BETWEEN 1 AND 40),
  name TEXT NOT NULL CHECK (length(name) <= 100),
  requests INTEGER NOT NULL CHECK (requests >= 0),
  PRIMARY KEY (day, kind, name)
) STRICT, WITHOUT ROWID;

INSERT INTO machine_days (day, kind, name, requests) SELECT day, 'other', '', machines FROM day_stats WHERE machines > 0;

-- The most read articles of some days.
CREATE INDEX article_days_by_day ON article_days (day, article_id, views);

PRAGMA user_version = 7;
