-- The migration of congd-next, the newer program of upgrade.test.mjs. It fails in a file that has a table of this name.
CREATE TABLE next_notes (
  article_id INTEGER PRIMARY KEY,
  note TEXT NOT NULL
) STRICT;
INSERT INTO next_notes (article_id, note) SELECT id, title FROM articles;
