-- What was looked for in vain is kept only when many ask for it: on three different days, or ten people in one.

-- Whatever was kept by the former rule may be one person's words.
DELETE FROM search_misses;

-- hash: of the folded words, with DIR/secret.key. last_day: days since 1970. days: a bit for each day on which it was
-- asked, the lowest for last_day, the next for the day before.
CREATE TABLE search_miss_days (
  hash BLOB PRIMARY KEY CHECK (length(hash) = 16),
  last_day INTEGER NOT NULL CHECK (last_day >= 0),
  days INTEGER NOT NULL CHECK (days BETWEEN 1 AND 0x7fffffff)
) STRICT, WITHOUT ROWID;
CREATE INDEX search_miss_days_by_day ON search_miss_days (last_day, hash);

PRAGMA user_version = 14;
