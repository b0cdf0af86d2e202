-- What is told to other machines: webhooks with the journal of what each is to be told, and which feeds a hub is to be told of. The journal
-- says which article it is about and no word of it: what is sent is made when it is sent. Secrets are sealed with DIR/secret.key.
CREATE TABLE webhooks (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  version INTEGER NOT NULL DEFAULT 1,
  name TEXT NOT NULL CHECK (length(CAST(name AS BLOB)) BETWEEN 1 AND 200),
  url TEXT NOT NULL CHECK (length(CAST(url AS BLOB)) BETWEEN 8 AND 2000),
  events INTEGER NOT NULL CHECK (events BETWEEN 1 AND 15), -- bits: 1 published, 2 changed, 4 withdrawn, 8 deleted
  secret BLOB NOT NULL CHECK (length(secret) BETWEEN 41 AND 200),
  is_on INTEGER NOT NULL DEFAULT 1 CHECK (is_on IN (0, 1)),
  ended INTEGER NOT NULL DEFAULT 0 CHECK (ended BETWEEN 0 AND 3), -- why it is off: 1 by somebody, 2 it is gone (410), 3 a copy was restored
  created_ms INTEGER NOT NULL,
  taken_ms INTEGER NOT NULL DEFAULT 0, -- when it took something last
  failures INTEGER NOT NULL DEFAULT 0, -- in a row, of the way or of the machine
  quiet_ms INTEGER NOT NULL DEFAULT 0  -- it is asked nothing before
) STRICT;

CREATE TABLE pushes (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  webhook_id INTEGER NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE,
  message TEXT NOT NULL UNIQUE CHECK (length(message) = 32), -- the same through every attempt
  sequence INTEGER NOT NULL,           -- of the change feed; 0 of a trial
  event INTEGER NOT NULL CHECK (event BETWEEN 0 AND 4), -- the bit's number; 4 a trial
  article_id INTEGER NOT NULL,         -- 0 of a trial
  made_ms INTEGER NOT NULL,
  state INTEGER NOT NULL DEFAULT 0 CHECK (state BETWEEN 0 AND 2), -- 0 it waits, 1 it was taken, 2 it was given up
  attempts INTEGER NOT NULL DEFAULT 0,
  next_ms INTEGER NOT NULL,            -- while it waits: when it is tried
  tried_ms INTEGER NOT NULL DEFAULT 0, -- the last time
  status INTEGER NOT NULL DEFAULT 0,   -- what was answered then; 0 nothing
  fault INTEGER NOT NULL DEFAULT 0     -- or why not; as helper/fetch.h numbers them
) STRICT;
CREATE INDEX pushes_waiting ON pushes (webhook_id, next_ms, id) WHERE state = 0;
CREATE INDEX pushes_over ON pushes (tried_ms) WHERE state <> 0;
CREATE INDEX pushes_by_webhook ON pushes (webhook_id, id);

-- A row a feed that changed while a hub was set. kind 0: the portal's, 1 a category's, 2 a tag's, 3 a kind's; thing_id is its id, or 0 and 1
-- for Vietnamese and English, of a kind twice its number and that.
CREATE TABLE feed_pings (
  kind INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 3),
  thing_id INTEGER NOT NULL,
  changes INTEGER NOT NULL DEFAULT 1, -- how often it changed
  told INTEGER NOT NULL DEFAULT 0,    -- how often it had when the hub was told
  attempts INTEGER NOT NULL DEFAULT 0,
  next_ms INTEGER NOT NULL,           -- the hub is told no earlier
  changed_ms INTEGER NOT NULL,        -- when the first change came that it was not told of
  PRIMARY KEY (kind, thing_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX feed_pings_waiting ON feed_pings (next_ms) WHERE changes > told;
ALTER TABLE state ADD COLUMN has_hub INTEGER NOT NULL DEFAULT 0 CHECK (has_hub IN (0, 1)); -- feeds that change are noted
ALTER TABLE state ADD COLUMN has_webhooks INTEGER NOT NULL DEFAULT 0 CHECK (has_webhooks IN (0, 1)); -- likewise what webhooks are to be told

PRAGMA user_version = 49;
