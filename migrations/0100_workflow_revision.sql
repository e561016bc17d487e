-- Counts every change of a workflow, of its content or of what stands around it: two changes in one millisecond are
-- two. Entity tags are made of it.
ALTER TABLE workflow_definition ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
