-- Loaders ask for the files that they have, a part of a pack at a time.
CREATE INDEX workflow_definition_by_path ON workflow_definition (pack, path, fingerprint);
