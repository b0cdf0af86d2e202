-- The words by which editors find media: of alt, caption, credit, file name and address, without marks and in lower case (the fold keys of
-- text/word.h). Rows go with what they were of, and are overwritten then. Those of media that are there are added by media_words_fill().
CREATE TABLE media_words (
  word TEXT NOT NULL CHECK (length(CAST(word AS BLOB)) BETWEEN 1 AND 63),
  media_id INTEGER NOT NULL REFERENCES media (id) ON DELETE CASCADE,
  PRIMARY KEY (word, media_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX media_words_by_media ON media_words (media_id);
-- What editors look for among thousands: pictures that nobody described, and what is no picture.
CREATE INDEX media_without_alt ON media (id) WHERE width > 0 AND coalesce(alt, '') = '';
CREATE INDEX media_no_pictures ON media (id) WHERE width = 0;

-- A form keeps what is typed in it by its own mark, so that one that was opened anew does not write over what an earlier one left.
ALTER TABLE working_copies ADD COLUMN writing TEXT NOT NULL DEFAULT '' CHECK (length(writing) <= 64);
UPDATE working_copies SET writing = 'copy-' || id;
DROP INDEX working_copies_of_article;
CREATE UNIQUE INDEX working_copies_of_article ON working_copies (article_id, owner_id, writing) WHERE article_id IS NOT NULL;

PRAGMA user_version = 53;
