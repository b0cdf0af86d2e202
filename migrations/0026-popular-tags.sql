-- What is offered to who looks for nothing yet, or found nothing: the subjects that most articles have.
CREATE INDEX tags_popular ON tags (lang, published DESC, id) WHERE published > 0;

PRAGMA user_version = 26;
