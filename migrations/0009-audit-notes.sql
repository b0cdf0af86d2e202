-- Notes leave the audit's hash chain, so that a redaction can take one out and the chain still holds: inside stands
-- `note_hash`, which is BLAKE2b of the note keyed with `note_salt`; note and salt stand outside and go together.
-- SQL knows no BLAKE2b: the program hashes the lines that are there anew, in this transaction, and closes the former
-- chain with a line that says what its last hash was (store/audit_rechain.c).
ALTER TABLE audit ADD COLUMN note_hash BLOB CHECK (length(note_hash) = 32);
ALTER TABLE audit ADD COLUMN note_salt BLOB CHECK (length(note_salt) = 32);

-- The notes of an article, for its redaction.
CREATE INDEX audit_notes ON audit (object_id) WHERE object = 'article' AND note IS NOT NULL;

PRAGMA user_version = 9;
