-- Addresses of the former portal that led to files: its pictures and documents.

-- One of the four ids at most; this one beside the three is the program's to keep out.
ALTER TABLE old_addresses ADD COLUMN media_id INTEGER REFERENCES media (id);
CREATE INDEX old_addresses_by_media ON old_addresses (media_id) WHERE media_id IS NOT NULL;

PRAGMA user_version = 30;
