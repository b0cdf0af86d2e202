-- People of the staff, what they prove themselves by, and where they are signed in. A number that is given to a token
-- elsewhere (audit, revisions, kept answers, who made an article) is of an account when it is negative: minus its id.
CREATE TABLE accounts (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  version INTEGER NOT NULL DEFAULT 1,
  name TEXT NOT NULL UNIQUE CHECK (length(CAST(name AS BLOB)) BETWEEN 2 AND 60),
  display_name TEXT NOT NULL CHECK (length(CAST(display_name AS BLOB)) BETWEEN 1 AND 200),
  role INTEGER NOT NULL CHECK (role BETWEEN 1 AND 4),
  password TEXT,                           -- Argon2id with its salt and costs; NULL: none yet
  password_ms INTEGER NOT NULL DEFAULT 0,  -- when it was set
  must_change INTEGER NOT NULL DEFAULT 0 CHECK (must_change IN (0, 1)),
  needs_totp INTEGER NOT NULL DEFAULT 0 CHECK (needs_totp IN (0, 1)),
  is_limited INTEGER NOT NULL DEFAULT 0 CHECK (is_limited IN (0, 1)), -- writes in account_categories alone
  created_ms INTEGER NOT NULL,
  disabled_ms INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE account_categories (
  account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  category_id INTEGER NOT NULL REFERENCES categories (id) ON DELETE CASCADE,
  PRIMARY KEY (account_id, category_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX account_categories_by_category ON account_categories (category_id);

-- What proves who somebody is beside the password. kind 1: one-time codes by time (RFC 6238), whose `secret` is sealed.
CREATE TABLE factors (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  kind INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 9),
  secret BLOB NOT NULL,
  last_step INTEGER NOT NULL DEFAULT 0,    -- the last that was accepted; none is accepted twice
  created_ms INTEGER NOT NULL,
  confirmed_ms INTEGER NOT NULL DEFAULT 0  -- 0: its owner has not shown yet that it works
) STRICT;
CREATE INDEX factors_by_account ON factors (account_id);

-- Of the cookie only a hash is kept, which changes with each proof of who it is.
CREATE TABLE sessions (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
  account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  form_token BLOB NOT NULL CHECK (length(form_token) = 16),
  device TEXT NOT NULL CHECK (length(CAST(device AS BLOB)) <= 100),
  created_ms INTEGER NOT NULL,
  seen_ms INTEGER NOT NULL,                -- to the minute
  proved_ms INTEGER NOT NULL,              -- when the password was typed last
  ended_ms INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX sessions_by_account ON sessions (account_id);

PRAGMA user_version = 32;
