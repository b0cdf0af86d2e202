-- No page of the file holds copies in the part that it does not use (store/engine/page_gap.c), so the file need not be
-- written anew after a redaction.
ALTER TABLE redactions DROP COLUMN is_swept;

PRAGMA user_version = 15;
