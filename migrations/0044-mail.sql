-- Mail to the staff. Addresses and letters are sealed with DIR/secret.key: a copied database names nobody's address. A letter is one
-- person's of one day, once; when it has gone, or is given up, only that it was there is left.
ALTER TABLE accounts ADD COLUMN mail BLOB; -- NULL: none
ALTER TABLE accounts ADD COLUMN wants_mail INTEGER NOT NULL DEFAULT 0 CHECK (wants_mail IN (0, 1));
ALTER TABLE accounts ADD COLUMN mail_lang INTEGER NOT NULL DEFAULT 0 CHECK (mail_lang IN (0, 1));
ALTER TABLE accounts ADD COLUMN mail_day INTEGER NOT NULL DEFAULT 0; -- the last day on which somebody looked what waits for them

CREATE TABLE letters (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  day INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  letter BLOB,                            -- sealed, with its head; NULL: it has gone, or was given up
  attempts INTEGER NOT NULL DEFAULT 0,
  next_ms INTEGER NOT NULL,               -- while it waits: when it is tried again
  sent_ms INTEGER NOT NULL DEFAULT 0,
  given_up_ms INTEGER NOT NULL DEFAULT 0,
  fault INTEGER NOT NULL DEFAULT 0,       -- of the last attempt; as helper/mail.h numbers them
  answer TEXT NOT NULL DEFAULT '',        -- what the relay said then, without addresses
  UNIQUE (account_id, day)
) STRICT;
CREATE INDEX letters_waiting ON letters (next_ms) WHERE letter IS NOT NULL;

PRAGMA user_version = 44;
