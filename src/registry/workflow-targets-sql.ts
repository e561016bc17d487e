/**
 * The statements that keep workflows in step with what they name, for the batch that changes it. A workflow that names
 * an action or a workflow that is not there is suspended: `invalid`, with the findings a registration would have. It
 * becomes active again with the last of them. One that is disabled stays so, and counts as not there.
 */

/** Notes what the contents just put into force name; `candidates` is a WITH clause as in `workflow-sql.ts`. */
export function replaceTargets(candidates: string): readonly string[] {
  const inForce = `candidate c JOIN workflow_definition d ON d.ref = c.ref AND d.hash = c.hash AND d.status <> 'removed'`;
  return [
    `${candidates} DELETE FROM workflow_target WHERE ref IN (SELECT c.ref FROM ${inForce})`,
    `${candidates}
      INSERT INTO workflow_target (ref, target, findings)
      SELECT c.ref, named.value ->> '$.ref', named.value -> '$.findings'
      FROM ${inForce}, json_each(c.summary, '$.targets') named`,
  ];
}

const KEPT = "d.ref = t.ref AND (d.status = 'active' OR d.suspended = 1)";

/**
 * Suspends and revives whatever depends on the refs from `:first` to `:last`, and those themselves; takes `:now`.
 *
 * `concerned` are all that lead to these refs, over any number of others. Of them those are `lacking` that name something
 * outside of the concerned that is not there, and whatever names a lacking one; rings of workflows that call each other
 * hold each other up.
 */
export const SETTLE = `WITH RECURSIVE
  concerned (ref) AS (
    SELECT t.ref FROM workflow_target t JOIN workflow_definition d ON ${KEPT} WHERE t.target BETWEEN :first AND :last
    UNION SELECT t.ref FROM workflow_target t JOIN workflow_definition d ON ${KEPT} WHERE t.ref BETWEEN :first AND :last
    UNION SELECT t.ref FROM concerned c CROSS JOIN workflow_target t ON t.target = c.ref
      CROSS JOIN workflow_definition d ON ${KEPT}),
  absent (ref, target) AS (
    SELECT t.ref, t.target FROM concerned c CROSS JOIN workflow_target t ON t.ref = c.ref
    WHERE t.target NOT IN (SELECT ref FROM concerned)
      AND NOT EXISTS (SELECT 1 FROM action a WHERE a.ref = t.target)
      AND NOT EXISTS (SELECT 1 FROM workflow_definition w WHERE w.ref = t.target AND w.status = 'active')),
  lacking (ref) AS (
    SELECT ref FROM absent
    UNION SELECT t.ref FROM lacking l CROSS JOIN workflow_target t ON t.target = l.ref
      WHERE t.ref IN (SELECT ref FROM concerned) AND NOT EXISTS (SELECT 1 FROM action a WHERE a.ref = t.target)),
  settled (ref, suspended, findings) AS (
    SELECT d.ref, d.ref IN (SELECT ref FROM lacking), (SELECT json_group_array(json(said.value)) FROM (
        SELECT f.value FROM workflow_version v, json_each(v.findings) f WHERE v.ref = d.ref AND v.number = d.version
        UNION ALL SELECT f.value FROM workflow_target t, json_each(t.findings) f
          WHERE t.ref = d.ref AND ((t.ref, t.target) IN (SELECT ref, target FROM absent)
            OR t.target IN (SELECT ref FROM lacking))) said)
    FROM concerned c CROSS JOIN workflow_definition d ON d.ref = c.ref
    WHERE d.suspended = 1 OR d.ref IN (SELECT ref FROM lacking))
  UPDATE workflow_definition SET status = CASE s.suspended WHEN 1 THEN 'invalid' ELSE 'active' END,
    suspended = s.suspended, findings = s.findings, updated = :now, revision = revision + 1
  FROM settled s
  WHERE workflow_definition.ref = s.ref AND (workflow_definition.suspended <> s.suspended
    OR (s.suspended = 1 AND workflow_definition.findings <> s.findings))`;

/** What `SETTLE` takes for one ref. */
export function settleRef(ref: string, now: number) {
  return { first: ref, last: ref, now };
}

/** What `SETTLE` takes for all refs of a pack; no ref has a slash, which comes right after the dot. */
export function settlePack(pack: string, now: number) {
  return { first: `${pack}.`, last: `${pack}/`, now };
}
