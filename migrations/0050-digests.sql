-- Letters to citizens who asked for them. An address is sealed with DIR/secret.key, and known again by a hash that is keyed with it; what
-- was asked for counts once its link was opened, and is gone two days later else. Who leaves is gone with everything.
CREATE TABLE subscription_asks (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  address_hash BLOB NOT NULL CHECK (length(address_hash) = 32),
  box_hash BLOB NOT NULL CHECK (length(box_hash) = 32), -- of the address without "+tag"
  address BLOB NOT NULL CHECK (length(address) <= 400),
  code_hash BLOB NOT NULL UNIQUE CHECK (length(code_hash) = 32), -- of what the link has
  lang INTEGER NOT NULL CHECK (lang IN (0, 1)),
  is_weekly INTEGER NOT NULL CHECK (is_weekly IN (0, 1)),
  categories TEXT CHECK (categories GLOB '[[]*]' AND length(categories) <= 2000), -- ids; NULL: all
  created_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX subscription_asks_by_address ON subscription_asks (address_hash);
CREATE INDEX subscription_asks_by_box ON subscription_asks (box_hash, created_ms);

CREATE TABLE subscribers (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  address_hash BLOB NOT NULL UNIQUE CHECK (length(address_hash) = 32),
  address BLOB NOT NULL CHECK (length(address) <= 400),
  lang INTEGER NOT NULL CHECK (lang IN (0, 1)),
  is_weekly INTEGER NOT NULL CHECK (is_weekly IN (0, 1)),
  categories TEXT CHECK (categories GLOB '[[]*]' AND length(categories) <= 2000),
  confirmed_ms INTEGER NOT NULL,
  told_ms INTEGER NOT NULL,             -- of what was published before this they were told
  refusals INTEGER NOT NULL DEFAULT 0   -- letters in a row that the relay would not take for them
) STRICT;
CREATE INDEX subscribers_by_told ON subscribers (is_weekly, told_ms);

CREATE TABLE citizen_letters (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  ask_id INTEGER REFERENCES subscription_asks (id) ON DELETE CASCADE,
  subscriber_id INTEGER REFERENCES subscribers (id) ON DELETE CASCADE,
  letter BLOB NOT NULL CHECK (length(letter) <= 40000), -- sealed, with its head
  told_ms INTEGER,                      -- the subscriber's before it: back to this when the letter is taken back
  created_ms INTEGER NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  next_ms INTEGER NOT NULL,
  CHECK ((ask_id IS NULL) <> (subscriber_id IS NULL)),
  CHECK ((subscriber_id IS NULL) = (told_ms IS NULL))
) STRICT;
CREATE INDEX citizen_letters_links ON citizen_letters (next_ms, id) WHERE ask_id IS NOT NULL;
CREATE INDEX citizen_letters_digests ON citizen_letters (next_ms, id) WHERE subscriber_id IS NOT NULL;
CREATE INDEX citizen_letters_of_ask ON citizen_letters (ask_id) WHERE ask_id IS NOT NULL;
CREATE INDEX citizen_letters_of_subscriber ON citizen_letters (subscriber_id) WHERE subscriber_id IS NOT NULL;

PRAGMA user_version = 50;
