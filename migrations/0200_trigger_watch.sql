-- What a trigger's own object has seen of it: the time of the change it knows, and when it wants to wake. The watchdog
-- looks after those that have not seen their latest change, or did not wake.
ALTER TABLE trigger ADD COLUMN seen INTEGER;
ALTER TABLE trigger ADD COLUMN wake_at INTEGER;
CREATE INDEX trigger_unseen ON trigger (name) WHERE seen IS NOT updated;
CREATE INDEX trigger_by_wake ON trigger (wake_at) WHERE wake_at IS NOT NULL;
