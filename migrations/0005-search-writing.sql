-- How the search index is written. What a transaction adds is gathered in memory first: 8 MiB, so that a batch of the
-- rebuilding is written out in one piece. Eight pieces are merged at a time instead of four: each word is written anew
-- a third less often.

INSERT INTO search_text (search_text, rank) VALUES ('hashsize', 8388608);
INSERT INTO search_text (search_text, rank) VALUES ('automerge', 8);
INSERT INTO search_title (search_title, rank) VALUES ('hashsize', 8388608);
INSERT INTO search_title (search_title, rank) VALUES ('automerge', 8);

PRAGMA user_version = 5;
