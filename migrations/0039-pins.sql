-- Until when an article is pinned; 0: until somebody takes the pin off.
ALTER TABLE articles ADD COLUMN pinned_until_ms INTEGER NOT NULL DEFAULT 0 CHECK (pinned_until_ms >= 0);
CREATE INDEX articles_unpinning ON articles (pinned_until_ms) WHERE pinned = 1 AND pinned_until_ms > 0;

PRAGMA user_version = 39;
