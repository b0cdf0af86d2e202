-- What belongs to one machine alone leaves `state`, which several machines share: up to where the journal of visits is folded,
-- and which entry of their common log was the last to become part of this file (store/replication.h).
CREATE TABLE node_state (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  folded INTEGER NOT NULL CHECK (folded >= 0),              -- last journal record folded into the counts
  applied INTEGER NOT NULL DEFAULT 0 CHECK (applied >= 0),  -- last entry of the log; 0: this machine is alone
  applied_txid BLOB CHECK (length(applied_txid) = 16)
) STRICT;
INSERT INTO node_state (id, folded) SELECT 1, folded FROM state;
ALTER TABLE state DROP COLUMN folded;

-- What is shared has a key, by which a change finds its row elsewhere.
CREATE TABLE home_uses_new (
  id INTEGER PRIMARY KEY,
  category_id INTEGER REFERENCES categories (id),
  box_id INTEGER REFERENCES boxes (id),
  media_id INTEGER REFERENCES media (id)
) STRICT;
INSERT INTO home_uses_new (category_id, box_id, media_id) SELECT category_id, box_id, media_id FROM home_uses;
DROP TABLE home_uses;
ALTER TABLE home_uses_new RENAME TO home_uses;
CREATE INDEX home_uses_by_category ON home_uses (category_id) WHERE category_id IS NOT NULL;
CREATE INDEX home_uses_by_box ON home_uses (box_id) WHERE box_id IS NOT NULL;
CREATE INDEX home_uses_by_media ON home_uses (media_id) WHERE media_id IS NOT NULL;

PRAGMA user_version = 51;
