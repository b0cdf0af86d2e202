-- Pictures of Word files, of which the draft shows one form at once and the others are made behind it.

-- Renditions are still to be made; until then there is one JPEG of it, or none.
ALTER TABLE media ADD COLUMN is_due INTEGER NOT NULL DEFAULT 0 CHECK (is_due IN (0, 1));
CREATE INDEX media_due ON media (id) WHERE is_due = 1;

PRAGMA user_version = 38;
