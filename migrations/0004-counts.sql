-- How many published articles a category or tag has, kept beside it: counting them took as long as there were
-- articles. Triggers, so that no statement can forget it.
ALTER TABLE categories ADD COLUMN published INTEGER NOT NULL DEFAULT 0 CHECK (published >= 0);
ALTER TABLE tags ADD COLUMN published INTEGER NOT NULL DEFAULT 0 CHECK (published >= 0);
UPDATE categories SET published = (SELECT count(*) FROM articles a WHERE a.category_id = categories.id AND a.status = 3);
UPDATE tags SET published = (SELECT count(*) FROM article_tags x WHERE x.tag_id = tags.id AND x.status = 3);

CREATE TRIGGER category_count_insert AFTER INSERT ON articles WHEN NEW.status = 3 AND NEW.category_id IS NOT NULL BEGIN
  UPDATE categories SET published = published + 1 WHERE id = NEW.category_id;
END;
CREATE TRIGGER category_count_delete AFTER DELETE ON articles WHEN OLD.status = 3 AND OLD.category_id IS NOT NULL BEGIN
  UPDATE categories SET published = published - 1 WHERE id = OLD.category_id;
END;
CREATE TRIGGER category_count_update AFTER UPDATE OF status, category_id ON articles
  WHEN OLD.category_id IS NOT NEW.category_id OR (OLD.status = 3) <> (NEW.status = 3) BEGIN
  UPDATE categories SET published = published - 1 WHERE id = OLD.category_id AND OLD.status = 3;
  UPDATE categories SET published = published + 1 WHERE id = NEW.category_id AND NEW.status = 3;
END;

CREATE TRIGGER tag_count_insert AFTER INSERT ON article_tags WHEN NEW.status = 3 BEGIN
  UPDATE tags SET published = published + 1 WHERE id = NEW.tag_id;
END;
CREATE TRIGGER tag_count_delete AFTER DELETE ON article_tags WHEN OLD.status = 3 BEGIN
  UPDATE tags SET published = published - 1 WHERE id = OLD.tag_id;
END;
CREATE TRIGGER tag_count_update AFTER UPDATE OF status, tag_id ON article_tags
  WHEN OLD.tag_id <> NEW.tag_id OR (OLD.status = 3) <> (NEW.status = 3) BEGIN
  UPDATE tags SET published = published - 1 WHERE id = OLD.tag_id AND OLD.status = 3;
  UPDATE tags SET published = published + 1 WHERE id = NEW.tag_id AND NEW.status = 3;
END;

PRAGMA user_version = 4;
