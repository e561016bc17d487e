-- What lists filter and search by, in the order of lists: looking through all workflows reads no definitions.
CREATE INDEX workflow_definition_search ON workflow_definition (ref, status, pack, label, description);
