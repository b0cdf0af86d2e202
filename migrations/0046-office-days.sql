-- What an office says of its calendar, and how long it gives itself for an answer.

-- Days that are not what the law or their weekday says; as text/working_day.h has them. Basis: 0 the government's announcement, 1 the
-- province's decision, 2 a disaster, 3 the office's own. Days that have begun are never changed, so that no term that has run moves.
CREATE TABLE office_days (
  day INTEGER PRIMARY KEY CHECK (day BETWEEN 19700101 AND 99991231),
  works INTEGER NOT NULL CHECK (works IN (0, 1)),
  basis INTEGER NOT NULL CHECK (basis BETWEEN 0 AND 3),
  added_ms INTEGER NOT NULL
) STRICT;

-- Terms of questions in working days, by field of life; '' is that of all other fields.
CREATE TABLE question_terms (
  field TEXT NOT NULL PRIMARY KEY CHECK (length(CAST(field AS BLOB)) <= 40),
  days INTEGER NOT NULL CHECK (days BETWEEN 1 AND 365)
) STRICT;

-- By which senders of comments are counted: the way to them, hashed with the key; it goes with the person.
ALTER TABLE petition_persons ADD COLUMN sender BLOB CHECK (length(sender) = 32);

-- Comments that nobody decided are erased too, from their receipt on.
DROP INDEX petitions_to_erase;
CREATE INDEX petitions_to_erase ON petitions (CASE WHEN closed_ms = 0 AND (is_suspect = 1 OR purpose = 1) THEN received_ms ELSE closed_ms END)
  WHERE erased_ms = 0;

PRAGMA user_version = 46;
