-- The figures of a month read as many rows as they show: its articles in the order of their views, and a sum for each category.
-- Kept by triggers, so that no statement can forget it.
DROP TRIGGER article_month_insert;
DROP TRIGGER article_month_update;

-- By article first, for all months of one are moved together; in order of a month's views by the index.
CREATE TABLE article_months_new (
  article_id INTEGER NOT NULL,
  month INTEGER NOT NULL CHECK (month BETWEEN 197001 AND 999912),
  views INTEGER NOT NULL CHECK (views >= 0),
  PRIMARY KEY (article_id, month)
) STRICT, WITHOUT ROWID;
INSERT INTO article_months_new (article_id, month, views) SELECT article_id, month, views FROM article_months ORDER BY article_id, month;
DROP TABLE article_months;
ALTER TABLE article_months_new RENAME TO article_months;
CREATE INDEX article_months_by_views ON article_months (month, views, article_id);

-- Views of all that is in a category now, whenever it was read.
CREATE TABLE category_months (
  month INTEGER NOT NULL CHECK (month BETWEEN 197001 AND 999912),
  category_id INTEGER NOT NULL, -- 0: articles without one, or that are gone for ever
  views INTEGER NOT NULL CHECK (views >= 0),
  PRIMARY KEY (month, category_id)
) STRICT, WITHOUT ROWID;
INSERT INTO category_months (month, category_id, views)
  SELECT m.month, coalesce(a.category_id, 0), sum(m.views) FROM article_months m LEFT JOIN articles a ON a.id = m.article_id GROUP BY 1, 2;

CREATE TRIGGER article_month_insert AFTER INSERT ON article_days BEGIN
  INSERT INTO article_months (article_id, month, views) VALUES (NEW.article_id, NEW.day / 100, NEW.views)
    ON CONFLICT DO UPDATE SET views = views + excluded.views;
  INSERT INTO category_months (month, category_id, views)
    VALUES (NEW.day / 100, coalesce((SELECT category_id FROM articles WHERE id = NEW.article_id), 0), NEW.views)
    ON CONFLICT DO UPDATE SET views = views + excluded.views;
END;
CREATE TRIGGER article_month_update AFTER UPDATE OF views ON article_days BEGIN
  UPDATE article_months SET views = views + NEW.views - OLD.views WHERE article_id = NEW.article_id AND month = NEW.day / 100;
  UPDATE category_months SET views = views + NEW.views - OLD.views
    WHERE month = NEW.day / 100 AND category_id = coalesce((SELECT category_id FROM articles WHERE id = NEW.article_id), 0);
END;

-- An article that comes into another category, or goes for ever, takes its months along. The work stands behind a view, for even a
-- trigger that does nothing costs what its body would need.
CREATE VIEW category_moves (article_id, old_id, new_id) AS SELECT article_id, month, views FROM article_months WHERE 0;
CREATE TRIGGER category_move INSTEAD OF INSERT ON category_moves BEGIN
  UPDATE category_months
    SET views = views - (SELECT m.views FROM article_months m WHERE m.article_id = NEW.article_id AND m.month = category_months.month)
    WHERE category_id = NEW.old_id AND month IN (SELECT m.month FROM article_months m WHERE m.article_id = NEW.article_id);
  INSERT INTO category_months (month, category_id, views)
    SELECT month, NEW.new_id, views FROM article_months WHERE article_id = NEW.article_id
    ON CONFLICT DO UPDATE SET views = views + excluded.views;
END;
CREATE TRIGGER category_month_move AFTER UPDATE OF category_id ON articles WHEN OLD.category_id IS NOT NEW.category_id BEGIN
  INSERT INTO category_moves VALUES (NEW.id, coalesce(OLD.category_id, 0), coalesce(NEW.category_id, 0));
END;
CREATE TRIGGER category_month_delete AFTER DELETE ON articles WHEN OLD.category_id IS NOT NULL BEGIN
  INSERT INTO category_moves VALUES (OLD.id, OLD.category_id, 0);
END;

PRAGMA user_version = 40;
