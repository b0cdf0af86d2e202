-- What categories, tags, boxes and abbreviations were before: a row a version, as much as a change could send. A state whose words
-- were taken back is NULL. What is removed takes its past along.
CREATE TABLE thing_states (
  number INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('category', 'tag', 'box', 'abbreviation')),
  thing_id INTEGER NOT NULL,
  version INTEGER NOT NULL,
  at_ms INTEGER NOT NULL DEFAULT 0,  -- 0: it was there before anybody noted changes
  token_id INTEGER NOT NULL DEFAULT 0,
  actor TEXT,
  state TEXT CHECK (length(CAST(state AS BLOB)) <= 1048576)
) STRICT;
CREATE UNIQUE INDEX thing_states_by_version ON thing_states (kind, thing_id, version);

CREATE TRIGGER category_states_go AFTER DELETE ON categories BEGIN
  DELETE FROM thing_states WHERE kind = 'category' AND thing_id = OLD.id;
END;
CREATE TRIGGER tag_states_go AFTER DELETE ON tags BEGIN
  DELETE FROM thing_states WHERE kind = 'tag' AND thing_id = OLD.id;
END;
CREATE TRIGGER box_states_go AFTER DELETE ON boxes BEGIN
  DELETE FROM thing_states WHERE kind = 'box' AND thing_id = OLD.id;
END;
CREATE TRIGGER abbreviation_states_go AFTER DELETE ON abbreviations BEGIN
  DELETE FROM thing_states WHERE kind = 'abbreviation' AND thing_id = OLD.id;
END;

PRAGMA user_version = 42;
