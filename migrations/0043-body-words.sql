-- How many words each body has, counted when it is saved, so that the figures by author read no texts. A word is what stands between
-- blanks (text/excerpt.h): runs of them are made one, by two signs that no text has (text/normalize.h), and then counted.
CREATE TABLE body_words (
  article_id INTEGER PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
  words INTEGER NOT NULL CHECK (words >= 0)
) STRICT;
INSERT INTO body_words (article_id, words)
  SELECT article_id, CASE WHEN line = '' THEN 0 ELSE 1 + length(line) - length(replace(line, ' ', '')) END
  FROM (SELECT article_id, trim(replace(replace(replace(replace(replace(body_text, char(10), ' '), char(9), ' '),
    ' ', char(1, 2)), char(2, 1), ''), char(1, 2), ' ')) AS line FROM bodies);

PRAGMA user_version = 43;
