-- Pictures cut to one shape for lists: the point that matters, and the files that were cut around it.

-- Thousandths of each side from the top left corner; NULL: nobody chose.
ALTER TABLE media ADD COLUMN focus_x INTEGER CHECK (focus_x BETWEEN 0 AND 1000);
ALTER TABLE media ADD COLUMN focus_y INTEGER CHECK (focus_y BETWEEN 0 AND 1000);
-- Whether the crops are those of this point, or none are needed. Until then lists show what there is.
ALTER TABLE media ADD COLUMN is_cropped INTEGER NOT NULL DEFAULT 0 CHECK (is_cropped IN (0, 1));
UPDATE media SET is_cropped = 1 WHERE width = 0;
CREATE INDEX media_uncropped ON media (id) WHERE is_cropped = 0;

-- Files of a picture like its renditions, so that they are served, copied, checked and collected as those are.
ALTER TABLE media_files ADD COLUMN is_crop INTEGER NOT NULL DEFAULT 0 CHECK (is_crop IN (0, 1));

PRAGMA user_version = 23;
