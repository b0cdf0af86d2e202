-- How many pages a PDF has, so that whoever loads it down knows before; 0: unknown, as for all that came earlier.
ALTER TABLE media ADD COLUMN pages INTEGER NOT NULL DEFAULT 0 CHECK (pages BETWEEN 0 AND 100000);

PRAGMA user_version = 31;
