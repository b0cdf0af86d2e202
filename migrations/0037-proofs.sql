-- What stands beside a password: codes for who lost the other factor, links that are good once, how often somebody
-- failed, and what was sent by a session that was over.

-- `selector` finds the one code that has to be compared, `hash` is slow (Argon2id).
CREATE TABLE recovery_codes (
  account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  selector TEXT NOT NULL CHECK (length(selector) = 2),
  hash TEXT NOT NULL,
  used_ms INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (account_id, selector)
) STRICT, WITHOUT ROWID;

-- kind 1: sets a password; 2: signs in; 3: makes the first administrator. Of the secret only a hash is kept.
CREATE TABLE one_time_links (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
  kind INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 3),
  account_id INTEGER REFERENCES accounts (id) ON DELETE CASCADE,
  expires_ms INTEGER NOT NULL,
  tries INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX one_time_links_by_account ON one_time_links (account_id) WHERE account_id IS NOT NULL;

-- By a keyed hash of the name that was typed, whether anybody has it or not.
CREATE TABLE sign_in_failures (
  name_hash BLOB NOT NULL CHECK (length(name_hash) = 32),
  is_known INTEGER NOT NULL CHECK (is_known IN (0, 1)), -- from a device that signed in with it before
  failures INTEGER NOT NULL,
  last_ms INTEGER NOT NULL,
  PRIMARY KEY (name_hash, is_known)
) STRICT, WITHOUT ROWID;
CREATE INDEX sign_in_failures_by_time ON sign_in_failures (last_ms);

-- What somebody sent when the session was over, until it is taken up again by the same account.
CREATE TABLE kept_forms (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  at_ms INTEGER NOT NULL,
  path TEXT NOT NULL,
  fields TEXT NOT NULL
) STRICT;
CREATE INDEX kept_forms_by_account ON kept_forms (account_id);

CREATE INDEX sessions_by_form ON sessions (form_token);

PRAGMA user_version = 37;
