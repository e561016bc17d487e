-- Triggers that come with a pack: the content hash tells whether a file has changed, the path where it stands.
ALTER TABLE trigger ADD COLUMN hash TEXT;
ALTER TABLE trigger ADD COLUMN path TEXT;
CREATE INDEX trigger_by_pack ON trigger (pack) WHERE pack IS NOT NULL;
