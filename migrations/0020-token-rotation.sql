-- A token that got a new secret may still be used with the former one for a time that whoever changed it chose. Of that
-- one too only a hash is kept.
ALTER TABLE tokens ADD COLUMN former_hash BLOB CHECK (former_hash IS NULL OR length(former_hash) = 32);
ALTER TABLE tokens ADD COLUMN former_until_ms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tokens ADD COLUMN rotated_ms INTEGER NOT NULL DEFAULT 0;

PRAGMA user_version = 20;
