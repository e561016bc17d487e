/**
 * The statements that put candidates into force, shared by a single registration and a pack's installation. They read
 * a table `candidate (ref, pack, hash, fingerprint, source, document, summary, findings, path)` that the caller puts
 * before them as a WITH clause, and take `:now`.
 *
 * They belong into one write batch, in this order. The first one decides; the second acts on what it has written: a
 * version that is newer than the one in force was written in this very batch.
 */

/** Of a workflow `d`: whether its content is in force, though it may be kept from starting. */
export const IN_FORCE = "(d.status IN ('active', 'disabled') OR d.suspended = 1)";

/** Writes a new version of each candidate that differs from what is in force. `condition` may keep some out. */
export function insertVersions(candidates: string, condition = '1'): string {
  return `${candidates}
    INSERT INTO workflow_version (ref, number, hash, declared_version, source, definition, findings, created)
    SELECT c.ref, COALESCE((SELECT max(number) FROM workflow_version v WHERE v.ref = c.ref), 0) + 1, c.hash,
      c.summary ->> '$.declared_version', c.source, c.document, c.findings, :now
    FROM candidate c
    WHERE ${condition} AND NOT EXISTS (
      SELECT 1 FROM workflow_definition d
      WHERE d.ref = c.ref AND d.hash = c.hash AND ${IN_FORCE})`;
}

/** Puts the versions just written into force. A workflow that was disabled stays so. */
export function adoptVersions(candidates: string): string {
  return `${candidates}
    INSERT INTO workflow_definition (ref, pack, pack_ref, label, description, version, declared_version, param_schema,
      out_schema, definition, tags, status, hash, fingerprint, timeout, path, findings, created, updated)
    SELECT c.ref, c.pack, c.pack, c.summary ->> '$.label', c.summary ->> '$.description', v.number,
      c.summary ->> '$.declared_version', c.summary -> '$.param_schema',
      nullif(c.summary -> '$.out_schema', 'null'), c.document, c.summary -> '$.tags', 'active', c.hash,
      c.fingerprint, c.summary ->> '$.timeout', c.path, c.findings, :now, :now
    FROM candidate c JOIN workflow_version v ON v.ref = c.ref
      AND v.number = (SELECT max(number) FROM workflow_version w WHERE w.ref = c.ref)
    WHERE v.number > COALESCE((SELECT version FROM workflow_definition d WHERE d.ref = c.ref), 0)
    ON CONFLICT (ref) DO UPDATE SET pack = excluded.pack, pack_ref = excluded.pack_ref, label = excluded.label,
      description = excluded.description, version = excluded.version, declared_version = excluded.declared_version,
      param_schema = excluded.param_schema, out_schema = excluded.out_schema, definition = excluded.definition,
      tags = excluded.tags, hash = excluded.hash, fingerprint = excluded.fingerprint, timeout = excluded.timeout,
      path = excluded.path, findings = excluded.findings, updated = excluded.updated,
      revision = workflow_definition.revision + 1, suspended = 0,
      status = CASE workflow_definition.status WHEN 'disabled' THEN 'disabled' ELSE 'active' END`;
}

/** Writes the tags of the candidates anew. */
export function replaceTags(candidates: string): readonly string[] {
  return [
    `${candidates} DELETE FROM workflow_tag WHERE ref IN (SELECT ref FROM candidate)`,
    `${candidates}
      INSERT INTO workflow_tag (ref, tag)
      SELECT d.ref, tag.value FROM workflow_definition d, json_each(d.tags) tag
      WHERE d.ref IN (SELECT ref FROM candidate) AND d.status <> 'removed'`,
  ];
}
