-- Views of each article by month, so that the figures of a month read a row an article and not one a day. Kept by
-- triggers, so that no statement can forget it.
CREATE TABLE article_months (
  month INTEGER NOT NULL CHECK (month BETWEEN 197001 AND 999912),
  article_id INTEGER NOT NULL,
  views INTEGER NOT NULL CHECK (views >= 0),
  PRIMARY KEY (month, article_id)
) STRICT, WITHOUT ROWID;

INSERT INTO article_months (month, article_id, views) SELECT day / 100, article_id, sum(views) FROM article_days GROUP BY 1, 2;

CREATE TRIGGER article_month_insert AFTER INSERT ON article_days BEGIN
  INSERT INTO article_months (month, article_id, views) VALUES (NEW.day / 100, NEW.article_id, NEW.views)
    ON CONFLICT DO UPDATE SET views = views + excluded.views;
END;
CREATE TRIGGER article_month_update AFTER UPDATE OF views ON article_days BEGIN
  UPDATE article_months SET views = views + NEW.views - OLD.views WHERE month = NEW.day / 100 AND article_id = NEW.article_id;
END;

-- What somebody brought in last, for the desk.
CREATE INDEX articles_by_writer ON articles (created_by, updated_ms) WHERE created_by <> 0;

PRAGMA user_version = 33;
