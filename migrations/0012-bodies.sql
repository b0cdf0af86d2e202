-- Bodies may be longer: up to 1 MiB of HTML when it is cleaned.
DROP VIEW search_source;
CREATE TABLE bodies_new (
  article_id INTEGER PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
  body TEXT NOT NULL CHECK (length(CAST(body AS BLOB)) <= 1048576),
  body_html TEXT NOT NULL CHECK (length(CAST(body_html AS BLOB)) <= 4194304),
  body_text TEXT NOT NULL CHECK (length(CAST(body_text AS BLOB)) <= 4194304),
  facts_text TEXT NOT NULL DEFAULT '' CHECK (length(CAST(facts_text AS BLOB)) <= 65536)
) STRICT;
INSERT INTO bodies_new (article_id, body, body_html, body_text, facts_text)
  SELECT article_id, body, body_html, body_text, facts_text FROM bodies;
DROP TABLE bodies;
ALTER TABLE bodies_new RENAME TO bodies;
CREATE VIEW search_source (id, body, lead, title) AS
  SELECT a.id, CASE b.facts_text WHEN '' THEN b.body_text ELSE b.body_text || char(10) || b.facts_text END,
    coalesce(a.lead, ''), a.title FROM articles a JOIN bodies b ON b.article_id = a.id;

PRAGMA user_version = 12;
