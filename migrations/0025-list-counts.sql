-- How many articles each list shows in each month and day, kept beside them: a page of a list is found by its number, and a
-- month by its name, without walking over the rows before it. Triggers, so that no statement can forget it.
--
-- Of a day with more than 256 rows of a list each ten minutes are counted too, of such ten minutes each five seconds: what is
-- left to walk over is short, however an import dated its articles. Slots are counted from the year 0 in Vietnamese time, so that none is
-- negative.

CREATE TABLE list_counts (
  what INTEGER NOT NULL CHECK (what BETWEEN 0 AND 2),  -- 0 all of the kind, 1 of a category, 2 of a tag
  thing INTEGER NOT NULL,                              -- its id
  kind INTEGER NOT NULL,
  lang TEXT NOT NULL,
  level INTEGER NOT NULL CHECK (level BETWEEN 0 AND 3), -- 0 month (year * 12 + month), 1 day, 2 ten minutes, 3 five seconds
  slot INTEGER NOT NULL,
  count INTEGER NOT NULL CHECK (count >= 0),
  PRIMARY KEY (what, thing, kind, lang, level, slot)
) STRICT, WITHOUT ROWID;

INSERT INTO list_counts SELECT 0, 0, kind, lang, 0, CAST(strftime('%Y', (listed_ms + 25200000) / 1000, 'unixepoch') AS INTEGER) * 12 + CAST(strftime('%m', (listed_ms + 25200000) / 1000, 'unixepoch') AS INTEGER) - 1, count(*)
  FROM articles WHERE audience = 0 AND status = 3 GROUP BY 2, kind, lang, 6;
INSERT INTO list_counts SELECT 0, 0, kind, lang, 1, (listed_ms + 62167244400000) / 86400000, count(*)
  FROM articles WHERE audience = 0 AND status = 3 GROUP BY 2, kind, lang, 6;
INSERT INTO list_counts SELECT 0, 0, kind, lang, 2, (listed_ms + 62167244400000) / 600000, count(*)
  FROM articles WHERE audience = 0 AND status = 3 AND EXISTS (SELECT 1 FROM list_counts d WHERE d.what = 0 AND d.thing = 0 AND d.kind = articles.kind AND d.lang = articles.lang
  AND d.level = 1 AND d.slot = (listed_ms + 62167244400000) / 86400000 AND d.count > 256) GROUP BY 2, kind, lang, 6;
INSERT INTO list_counts SELECT 0, 0, kind, lang, 3, (listed_ms + 62167244400000) / 5000, count(*)
  FROM articles WHERE audience = 0 AND status = 3 AND EXISTS (SELECT 1 FROM list_counts d WHERE d.what = 0 AND d.thing = 0 AND d.kind = articles.kind AND d.lang = articles.lang
  AND d.level = 2 AND d.slot = (listed_ms + 62167244400000) / 600000 AND d.count > 256) GROUP BY 2, kind, lang, 6;
INSERT INTO list_counts SELECT 1, category_id, kind, lang, 0, CAST(strftime('%Y', (listed_ms + 25200000) / 1000, 'unixepoch') AS INTEGER) * 12 + CAST(strftime('%m', (listed_ms + 25200000) / 1000, 'unixepoch') AS INTEGER) - 1, count(*)
  FROM articles WHERE audience = 0 AND status = 3 AND category_id IS NOT NULL GROUP BY 2, kind, lang, 6;
INSERT INTO list_counts SELECT 1, category_id, kind, lang, 1, (listed_ms + 62167244400000) / 86400000, count(*)
  FROM articles WHERE audience = 0 AND status = 3 AND category_id IS NOT NULL GROUP BY 2, kind, lang, 6;
INSERT INTO list_counts SELECT 1, category_id, kind, lang, 2, (listed_ms + 62167244400000) / 600000, count(*)
  FROM articles WHERE audience = 0 AND status = 3 AND category_id IS NOT NULL AND EXISTS (SELECT 1 FROM list_counts d WHERE d.what = 1 AND d.thing = articles.category_id AND d.kind = articles.kind AND d.lang = articles.lang
  AND d.level = 1 AND d.slot = (listed_ms + 62167244400000) / 86400000 AND d.count > 256) GROUP BY 2, kind, lang, 6;
INSERT INTO list_counts SELECT 1, category_id, kind, lang, 3, (listed_ms + 62167244400000) / 5000, count(*)
  FROM articles WHERE audience = 0 AND status = 3 AND category_id IS NOT NULL AND EXISTS (SELECT 1 FROM list_counts d WHERE d.what = 1 AND d.thing = articles.category_id AND d.kind = articles.kind AND d.lang = articles.lang
  AND d.level = 2 AND d.slot = (listed_ms + 62167244400000) / 600000 AND d.count > 256) GROUP BY 2, kind, lang, 6;
INSERT INTO list_counts SELECT 2, tag_id, kind, lang, 0, CAST(strftime('%Y', (listed_ms + 25200000) / 1000, 'unixepoch') AS INTEGER) * 12 + CAST(strftime('%m', (listed_ms + 25200000) / 1000, 'unixepoch') AS INTEGER) - 1, count(*)
  FROM article_tags WHERE audience = 0 AND status = 3 GROUP BY 2, kind, lang, 6;
INSERT INTO list_counts SELECT 2, tag_id, kind, lang, 1, (listed_ms + 62167244400000) / 86400000, count(*)
  FROM article_tags WHERE audience = 0 AND status = 3 GROUP BY 2, kind, lang, 6;
INSERT INTO list_counts SELECT 2, tag_id, kind, lang, 2, (listed_ms + 62167244400000) / 600000, count(*)
  FROM article_tags WHERE audience = 0 AND status = 3 AND EXISTS (SELECT 1 FROM list_counts d WHERE d.what = 2 AND d.thing = article_tags.tag_id AND d.kind = article_tags.kind AND d.lang = article_tags.lang
  AND d.level = 1 AND d.slot = (listed_ms + 62167244400000) / 86400000 AND d.count > 256) GROUP BY 2, kind, lang, 6;
INSERT INTO list_counts SELECT 2, tag_id, kind, lang, 3, (listed_ms + 62167244400000) / 5000, count(*)
  FROM article_tags WHERE audience = 0 AND status = 3 AND EXISTS (SELECT 1 FROM list_counts d WHERE d.what = 2 AND d.thing = article_tags.tag_id AND d.kind = article_tags.kind AND d.lang = article_tags.lang
  AND d.level = 2 AND d.slot = (listed_ms + 62167244400000) / 600000 AND d.count > 256) GROUP BY 2, kind, lang, 6;

-- What enters a list or leaves it is inserted here, with 1 or -1.
CREATE VIEW list_moves (what, thing, kind, lang, at_ms, delta) AS SELECT what, thing, kind, lang, slot, count FROM list_counts WHERE 0;

CREATE TRIGGER list_move_in INSTEAD OF INSERT ON list_moves WHEN NEW.delta = 1 BEGIN
  INSERT INTO list_counts VALUES (NEW.what, NEW.thing, NEW.kind, NEW.lang, 0, CAST(strftime('%Y', (NEW.at_ms + 25200000) / 1000, 'unixepoch') AS INTEGER) * 12 + CAST(strftime('%m', (NEW.at_ms + 25200000) / 1000, 'unixepoch') AS INTEGER) - 1, 1)
    ON CONFLICT DO UPDATE SET count = count + 1;
  INSERT INTO list_counts VALUES (NEW.what, NEW.thing, NEW.kind, NEW.lang, 1, (NEW.at_ms + 62167244400000) / 86400000, 1)
    ON CONFLICT DO UPDATE SET count = count + 1;
  -- The step from 256 to 257 counts all of its parts, this one too (list_day_dense, list_part_dense).
  INSERT INTO list_counts SELECT NEW.what, NEW.thing, NEW.kind, NEW.lang, 2, (NEW.at_ms + 62167244400000) / 600000, 1 FROM list_counts
    WHERE what = NEW.what AND thing = NEW.thing AND kind = NEW.kind AND lang = NEW.lang AND level = 1 AND slot = (NEW.at_ms + 62167244400000) / 86400000 AND count > 257
    ON CONFLICT DO UPDATE SET count = count + 1;
  INSERT INTO list_counts SELECT NEW.what, NEW.thing, NEW.kind, NEW.lang, 3, (NEW.at_ms + 62167244400000) / 5000, 1 FROM list_counts
    WHERE what = NEW.what AND thing = NEW.thing AND kind = NEW.kind AND lang = NEW.lang AND level = 2 AND slot = (NEW.at_ms + 62167244400000) / 600000 AND count > 257
    ON CONFLICT DO UPDATE SET count = count + 1;
END;

CREATE TRIGGER list_move_out INSTEAD OF INSERT ON list_moves WHEN NEW.delta = -1 BEGIN
  UPDATE list_counts SET count = count - 1 WHERE what = NEW.what AND thing = NEW.thing AND kind = NEW.kind AND lang = NEW.lang AND level = 3 AND slot = (NEW.at_ms + 62167244400000) / 5000
    AND (SELECT count FROM list_counts WHERE what = NEW.what AND thing = NEW.thing AND kind = NEW.kind AND lang = NEW.lang AND level = 2 AND slot = (NEW.at_ms + 62167244400000) / 600000) > 257;
  UPDATE list_counts SET count = count - 1 WHERE what = NEW.what AND thing = NEW.thing AND kind = NEW.kind AND lang = NEW.lang AND level = 2 AND slot = (NEW.at_ms + 62167244400000) / 600000
    AND (SELECT count FROM list_counts WHERE what = NEW.what AND thing = NEW.thing AND kind = NEW.kind AND lang = NEW.lang AND level = 1 AND slot = (NEW.at_ms + 62167244400000) / 86400000) > 257;
  UPDATE list_counts SET count = count - 1 WHERE what = NEW.what AND thing = NEW.thing AND kind = NEW.kind AND lang = NEW.lang AND level = 1 AND slot = (NEW.at_ms + 62167244400000) / 86400000;
  UPDATE list_counts SET count = count - 1 WHERE what = NEW.what AND thing = NEW.thing AND kind = NEW.kind AND lang = NEW.lang AND level = 0 AND slot = CAST(strftime('%Y', (NEW.at_ms + 25200000) / 1000, 'unixepoch') AS INTEGER) * 12 + CAST(strftime('%m', (NEW.at_ms + 25200000) / 1000, 'unixepoch') AS INTEGER) - 1;
  DELETE FROM list_counts WHERE what = NEW.what AND thing = NEW.thing AND kind = NEW.kind AND lang = NEW.lang AND level = 3 AND slot = (NEW.at_ms + 62167244400000) / 5000 AND count = 0;
  DELETE FROM list_counts WHERE what = NEW.what AND thing = NEW.thing AND kind = NEW.kind AND lang = NEW.lang AND level = 2 AND slot = (NEW.at_ms + 62167244400000) / 600000 AND count = 0;
  DELETE FROM list_counts WHERE what = NEW.what AND thing = NEW.thing AND kind = NEW.kind AND lang = NEW.lang AND level = 1 AND slot = (NEW.at_ms + 62167244400000) / 86400000 AND count = 0;
  DELETE FROM list_counts WHERE what = NEW.what AND thing = NEW.thing AND kind = NEW.kind AND lang = NEW.lang AND level = 0 AND slot = CAST(strftime('%Y', (NEW.at_ms + 25200000) / 1000, 'unixepoch') AS INTEGER) * 12 + CAST(strftime('%m', (NEW.at_ms + 25200000) / 1000, 'unixepoch') AS INTEGER) - 1 AND count = 0;
END;

-- A day or ten minutes that came to 257 rows, or to 256 again. The work stands behind a view, for even a trigger that does nothing
-- costs what its body would need.
CREATE VIEW list_steps (what, thing, kind, lang, level, slot, count) AS SELECT * FROM list_counts WHERE 0;
CREATE TRIGGER list_step AFTER UPDATE OF count ON list_counts
  WHEN NEW.count + OLD.count = 513 AND NEW.level BETWEEN 1 AND 2 BEGIN
  INSERT INTO list_steps VALUES (NEW.what, NEW.thing, NEW.kind, NEW.lang, NEW.level, NEW.slot, NEW.count);
END;
CREATE TRIGGER list_step_begun AFTER INSERT ON list_counts WHEN NEW.count > 256 AND NEW.level = 2 BEGIN
  INSERT INTO list_steps VALUES (NEW.what, NEW.thing, NEW.kind, NEW.lang, NEW.level, NEW.slot, NEW.count);
END;
CREATE TRIGGER list_day_dense INSTEAD OF INSERT ON list_steps WHEN NEW.level = 1 AND NEW.count = 257 BEGIN
  INSERT INTO list_counts SELECT NEW.what, NEW.thing, NEW.kind, NEW.lang, 2, (listed_ms + 62167244400000) / 600000, count(*) FROM articles
    WHERE NEW.what = 0 AND audience = 0 AND status = 3 AND kind = NEW.kind AND lang = NEW.lang
    AND listed_ms >= NEW.slot * 86400000 - 62167244400000 AND listed_ms < (NEW.slot + 1) * 86400000 - 62167244400000 GROUP BY 6;
  INSERT INTO list_counts SELECT NEW.what, NEW.thing, NEW.kind, NEW.lang, 2, (listed_ms + 62167244400000) / 600000, count(*) FROM articles
    WHERE NEW.what = 1 AND category_id = NEW.thing AND audience = 0 AND status = 3 AND kind = NEW.kind AND lang = NEW.lang
    AND listed_ms >= NEW.slot * 86400000 - 62167244400000 AND listed_ms < (NEW.slot + 1) * 86400000 - 62167244400000 GROUP BY 6;
  INSERT INTO list_counts SELECT NEW.what, NEW.thing, NEW.kind, NEW.lang, 2, (listed_ms + 62167244400000) / 600000, count(*) FROM article_tags
    WHERE NEW.what = 2 AND tag_id = NEW.thing AND audience = 0 AND status = 3 AND kind = NEW.kind AND lang = NEW.lang
    AND listed_ms >= NEW.slot * 86400000 - 62167244400000 AND listed_ms < (NEW.slot + 1) * 86400000 - 62167244400000 GROUP BY 6;
END;
CREATE TRIGGER list_part_dense INSTEAD OF INSERT ON list_steps WHEN NEW.level = 2 AND NEW.count = 257 BEGIN
  INSERT INTO list_counts SELECT NEW.what, NEW.thing, NEW.kind, NEW.lang, 3, (listed_ms + 62167244400000) / 5000, count(*) FROM articles
    WHERE NEW.what = 0 AND audience = 0 AND status = 3 AND kind = NEW.kind AND lang = NEW.lang
    AND listed_ms >= NEW.slot * 600000 - 62167244400000 AND listed_ms < (NEW.slot + 1) * 600000 - 62167244400000 GROUP BY 6;
  INSERT INTO list_counts SELECT NEW.what, NEW.thing, NEW.kind, NEW.lang, 3, (listed_ms + 62167244400000) / 5000, count(*) FROM articles
    WHERE NEW.what = 1 AND category_id = NEW.thing AND audience = 0 AND status = 3 AND kind = NEW.kind AND lang = NEW.lang
    AND listed_ms >= NEW.slot * 600000 - 62167244400000 AND listed_ms < (NEW.slot + 1) * 600000 - 62167244400000 GROUP BY 6;
  INSERT INTO list_counts SELECT NEW.what, NEW.thing, NEW.kind, NEW.lang, 3, (listed_ms + 62167244400000) / 5000, count(*) FROM article_tags
    WHERE NEW.what = 2 AND tag_id = NEW.thing AND audience = 0 AND status = 3 AND kind = NEW.kind AND lang = NEW.lang
    AND listed_ms >= NEW.slot * 600000 - 62167244400000 AND listed_ms < (NEW.slot + 1) * 600000 - 62167244400000 GROUP BY 6;
END;
CREATE TRIGGER list_day_thin INSTEAD OF INSERT ON list_steps WHEN NEW.level = 1 AND NEW.count = 256 BEGIN
  DELETE FROM list_counts WHERE what = NEW.what AND thing = NEW.thing AND kind = NEW.kind AND lang = NEW.lang
    AND level = 2 AND slot >= NEW.slot * 144 AND slot < (NEW.slot + 1) * 144;
  DELETE FROM list_counts WHERE what = NEW.what AND thing = NEW.thing AND kind = NEW.kind AND lang = NEW.lang
    AND level = 3 AND slot >= NEW.slot * 17280 AND slot < (NEW.slot + 1) * 17280;
END;
CREATE TRIGGER list_part_thin INSTEAD OF INSERT ON list_steps WHEN NEW.level = 2 AND NEW.count = 256 BEGIN
  DELETE FROM list_counts WHERE what = NEW.what AND thing = NEW.thing AND kind = NEW.kind AND lang = NEW.lang
    AND level = 3 AND slot >= NEW.slot * 120 AND slot < (NEW.slot + 1) * 120;
END;

CREATE TRIGGER list_article_insert AFTER INSERT ON articles WHEN NEW.status = 3 AND NEW.audience = 0 BEGIN
  INSERT INTO list_moves VALUES (0, 0, NEW.kind, NEW.lang, NEW.listed_ms, 1);
  INSERT INTO list_moves SELECT 1, NEW.category_id, NEW.kind, NEW.lang, NEW.listed_ms, 1 WHERE NEW.category_id IS NOT NULL;
END;
CREATE TRIGGER list_article_delete AFTER DELETE ON articles WHEN OLD.status = 3 AND OLD.audience = 0 BEGIN
  INSERT INTO list_moves VALUES (0, 0, OLD.kind, OLD.lang, OLD.listed_ms, -1);
  INSERT INTO list_moves SELECT 1, OLD.category_id, OLD.kind, OLD.lang, OLD.listed_ms, -1 WHERE OLD.category_id IS NOT NULL;
END;
CREATE TRIGGER list_article_update AFTER UPDATE OF status, audience, kind, lang, listed_ms, category_id ON articles
  WHEN (OLD.status = 3 AND OLD.audience = 0) <> (NEW.status = 3 AND NEW.audience = 0) OR (NEW.status = 3 AND NEW.audience = 0
    AND (OLD.kind <> NEW.kind OR OLD.lang <> NEW.lang OR OLD.listed_ms <> NEW.listed_ms OR OLD.category_id IS NOT NEW.category_id)) BEGIN
  INSERT INTO list_moves SELECT 0, 0, OLD.kind, OLD.lang, OLD.listed_ms, -1 WHERE OLD.status = 3 AND OLD.audience = 0;
  INSERT INTO list_moves SELECT 1, OLD.category_id, OLD.kind, OLD.lang, OLD.listed_ms, -1
    WHERE OLD.status = 3 AND OLD.audience = 0 AND OLD.category_id IS NOT NULL;
  INSERT INTO list_moves SELECT 0, 0, NEW.kind, NEW.lang, NEW.listed_ms, 1 WHERE NEW.status = 3 AND NEW.audience = 0;
  INSERT INTO list_moves SELECT 1, NEW.category_id, NEW.kind, NEW.lang, NEW.listed_ms, 1
    WHERE NEW.status = 3 AND NEW.audience = 0 AND NEW.category_id IS NOT NULL;
END;

CREATE TRIGGER list_tag_insert AFTER INSERT ON article_tags WHEN NEW.status = 3 AND NEW.audience = 0 BEGIN
  INSERT INTO list_moves VALUES (2, NEW.tag_id, NEW.kind, NEW.lang, NEW.listed_ms, 1);
END;
CREATE TRIGGER list_tag_delete AFTER DELETE ON article_tags WHEN OLD.status = 3 AND OLD.audience = 0 BEGIN
  INSERT INTO list_moves VALUES (2, OLD.tag_id, OLD.kind, OLD.lang, OLD.listed_ms, -1);
END;
CREATE TRIGGER list_tag_update AFTER UPDATE OF tag_id, status, audience, kind, lang, listed_ms ON article_tags
  WHEN (OLD.status = 3 AND OLD.audience = 0) <> (NEW.status = 3 AND NEW.audience = 0) OR (NEW.status = 3 AND NEW.audience = 0
    AND (OLD.tag_id <> NEW.tag_id OR OLD.kind <> NEW.kind OR OLD.lang <> NEW.lang OR OLD.listed_ms <> NEW.listed_ms)) BEGIN
  INSERT INTO list_moves SELECT 2, OLD.tag_id, OLD.kind, OLD.lang, OLD.listed_ms, -1 WHERE OLD.status = 3 AND OLD.audience = 0;
  INSERT INTO list_moves SELECT 2, NEW.tag_id, NEW.kind, NEW.lang, NEW.listed_ms, 1 WHERE NEW.status = 3 AND NEW.audience = 0;
END;

PRAGMA user_version = 25;
