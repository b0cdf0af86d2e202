-- Which cluster this machine is part of, or none: its log is meant by `applied`, and no other's.
ALTER TABLE node_state ADD COLUMN cluster TEXT CHECK (length(cluster) = 32);

PRAGMA user_version = 52;
