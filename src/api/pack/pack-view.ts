import type { PackRow } from '../../registry/pack-row.ts';
import { time } from '../schema/values.ts';

/** A pack as lists show it. */
export function packSummary(row: PackRow) {
  const { ref, label, description, version, tags, workflow_count, created, updated } = row;
  return {
    ref,
    label,
    description,
    version,
    tags,
    workflow_count,
    created_at: time(created),
    updated_at: time(updated),
  };
}

export function packView(row: PackRow) {
  const { dialect = null, config_schema = null, egress = null } = row.manifest;
  return { ...packSummary(row), dialect, config_schema, config: row.config, egress };
}
