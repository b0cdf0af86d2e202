-- How the banner is shown: 0 by its shape, 1 cut round what must be seen, 2 whole, 3 not at all, for the head's colour and name.
ALTER TABLE site ADD COLUMN banner_form INTEGER NOT NULL DEFAULT 0 CHECK (banner_form BETWEEN 0 AND 3);

PRAGMA user_version = 54;
