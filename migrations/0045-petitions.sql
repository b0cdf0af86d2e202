-- What citizens send: questions, and comments on drafts. Who they are and what they wrote stands apart, sealed with DIR/secret.key,
-- and goes after a while; what became of it stays. Of the code that they hold a hash is kept.
CREATE TABLE petitions (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  version INTEGER NOT NULL DEFAULT 1,
  purpose INTEGER NOT NULL CHECK (purpose IN (0, 1)),            -- as store/petition.h numbers them, and states
  state INTEGER NOT NULL DEFAULT 0 CHECK (state BETWEEN 0 AND 4),
  may_publish INTEGER NOT NULL CHECK (may_publish IN (0, 1)),
  is_suspect INTEGER NOT NULL CHECK (is_suspect IN (0, 1)),
  article_id INTEGER REFERENCES articles (id) ON DELETE SET NULL, -- of a comment: on which
  answer_id INTEGER REFERENCES articles (id) ON DELETE SET NULL,
  field TEXT NOT NULL CHECK (length(CAST(field AS BLOB)) <= 40),
  unit TEXT NOT NULL DEFAULT '' CHECK (length(CAST(unit AS BLOB)) <= 400),
  code_hash BLOB NOT NULL UNIQUE CHECK (length(code_hash) = 32),
  received_ms INTEGER NOT NULL,
  due_ms INTEGER NOT NULL,                                        -- 0: none
  assigned_ms INTEGER NOT NULL DEFAULT 0,
  closed_ms INTEGER NOT NULL DEFAULT 0,
  erased_ms INTEGER NOT NULL DEFAULT 0,
  CHECK ((closed_ms > 0) = (state >= 2))
) STRICT;
CREATE INDEX petitions_by_list ON petitions (purpose, is_suspect, state, id);
CREATE INDEX petitions_by_time ON petitions (purpose, received_ms);
CREATE INDEX petitions_by_article ON petitions (article_id, is_suspect, id) WHERE article_id IS NOT NULL;
CREATE UNIQUE INDEX petitions_by_answer ON petitions (answer_id) WHERE answer_id IS NOT NULL;
-- Since when nothing is done with them: closed, or suspect and left alone.
CREATE INDEX petitions_to_erase ON petitions (CASE WHEN is_suspect = 1 AND closed_ms = 0 THEN received_ms ELSE closed_ms END) WHERE erased_ms = 0;

CREATE TABLE petition_persons (
  petition_id INTEGER PRIMARY KEY REFERENCES petitions (id) ON DELETE CASCADE,
  at_ms INTEGER NOT NULL,
  digest BLOB NOT NULL CHECK (length(digest) = 32),               -- of all that was sent, and of its text alone; hashed with the key
  text_digest BLOB NOT NULL CHECK (length(text_digest) = 32),
  name BLOB CHECK (length(name) <= 440),
  mail BLOB CHECK (length(mail) <= 294),
  phone BLOB CHECK (length(phone) <= 80),
  subject BLOB CHECK (length(subject) <= 840),
  text BLOB NOT NULL CHECK (length(text) <= 20040),
  reply BLOB CHECK (length(reply) <= 32808)
) STRICT;
CREATE INDEX petition_persons_by_text ON petition_persons (text_digest, at_ms);

-- A person's request may take one.
CREATE TABLE erased_parts_new (
  kind TEXT NOT NULL CHECK (kind IN ('media', 'tag', 'report', 'note', 'alert', 'comment', 'question')),
  id INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;
INSERT INTO erased_parts_new SELECT kind, id, at_ms FROM erased_parts;
DROP TABLE erased_parts;
ALTER TABLE erased_parts_new RENAME TO erased_parts;

PRAGMA user_version = 45;
