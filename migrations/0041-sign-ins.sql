-- When each account signed in last and the time before, where, and how often somebody failed with its name since: its owner reads it
-- at the desk. Devices are what their owner knows them by ("Firefox, Windows"); no address.
CREATE TABLE sign_ins (
  account_id INTEGER PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
  at_ms INTEGER NOT NULL DEFAULT 0,            -- 0: never yet
  device TEXT NOT NULL DEFAULT '',
  before_ms INTEGER NOT NULL DEFAULT 0,        -- the one before it
  before_device TEXT NOT NULL DEFAULT '',
  failures INTEGER NOT NULL DEFAULT 0,         -- since at_ms
  failures_before INTEGER NOT NULL DEFAULT 0,  -- between before_ms and at_ms
  failed_ms INTEGER NOT NULL DEFAULT 0,        -- the last of all
  failed_device TEXT NOT NULL DEFAULT ''
) STRICT;

PRAGMA user_version = 41;
