-- Stands in for the migration of this number, which is written elsewhere.
PRAGMA user_version = 12;
