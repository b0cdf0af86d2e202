-- The change feed's horizon, scheduled publishing, the trash's end, and what revisions lacked.

-- Every tombstone with a sequence number up to this one may have been forgotten.
ALTER TABLE state ADD COLUMN horizon INTEGER NOT NULL DEFAULT 0 CHECK (horizon >= 0);
CREATE INDEX tombstones_by_time ON tombstones (deleted_ms);

-- When a scheduled article is due. Apart from published_ms, which keeps the first publication of an article
-- that was public before.
ALTER TABLE articles ADD COLUMN due_ms INTEGER NOT NULL DEFAULT 0 CHECK (status <> 2 OR due_ms > 0);
DROP INDEX articles_due;
CREATE INDEX articles_due ON articles (due_ms) WHERE status = 2;
CREATE INDEX articles_trashed ON articles (deleted_ms) WHERE status = 5;

ALTER TABLE revisions ADD COLUMN attachment_titles TEXT NOT NULL DEFAULT ''; -- one a line, as `attachments`
ALTER TABLE revisions ADD COLUMN redacted_ms INTEGER NOT NULL DEFAULT 0;     -- its texts were taken out then
ALTER TABLE revisions ADD COLUMN redaction_note TEXT CHECK (length(CAST(redaction_note AS BLOB)) <= 2000);

-- Addresses leave the audit after a year; those that still have one are found by age.
CREATE INDEX audit_addresses ON audit (at_ms) WHERE address IS NOT NULL;

PRAGMA user_version = 2;
