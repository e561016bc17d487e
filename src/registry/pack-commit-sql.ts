import { IN_FORCE } from './catalogue.ts';
import { adoptVersions, IN_FORCE as CONTENT_IN_FORCE, insertVersions, replaceTags } from './workflow-sql.ts';
import { replaceTargets, SETTLE } from './workflow-targets-sql.ts';

/**
 * The statements that put a release into force, for one write batch. The first one claims the release by writing
 * `:mark` as its state; the others see only files of a release of that state, so when the claim fails, nothing happens.
 * They take `:release`, `:pack`, `:mark`, `:now`, and what `SETTLE` takes.
 */
const CLAIMED = 'SELECT id FROM pack_release WHERE id = :release AND state = :mark';
const FILES = `SELECT f.* FROM pack_release_file f WHERE f.release = (${CLAIMED})`;
const CANDIDATES = `WITH candidate AS (
  SELECT f.ref, :pack AS pack, f.hash, f.fingerprint, f.source, f.document, f.summary, f.findings, f.path
  FROM pack_release_file f
  WHERE f.release = (${CLAIMED}) AND f.kind = 'workflow' AND f.document IS NOT NULL)`;
const CHANGED = `WITH candidate AS (
  SELECT d.ref FROM workflow_definition d WHERE d.pack = :pack AND d.updated = :now AND EXISTS (${CLAIMED}))`;

/** A file that was not compiled because the registry has it, and that the registry has no longer. */
const OVERTAKEN = `SELECT 1 FROM pack_release_file f LEFT JOIN workflow_definition d ON d.ref = f.ref
    AND d.fingerprint = f.fingerprint AND d.path = f.path AND ${CONTENT_IN_FORCE}
  WHERE f.release = :release AND f.kind = 'workflow' AND f.outcome = 'unchanged' AND d.ref IS NULL`;
const INVALID = 'SELECT 1 FROM pack_release_file f WHERE f.release = :release AND f.hash IS NULL AND f.outcome IS NULL';

/** Parts of one installation may bring two files of one ref: neither can be meant. */
export const REFUSE_DUPLICATES = `UPDATE pack_release_file SET hash = NULL, document = NULL, summary = NULL,
    outcome = NULL, findings = json_insert(findings, '$[#]', json_object('code', 'duplicate_ref', 'severity', 'error',
      'message', '\`' || ref || '\` is also the ref of another file.', 'path', ''))
  WHERE release = (SELECT id FROM pack_release WHERE id = :release AND state = 'open')
    AND (hash IS NOT NULL OR outcome = 'unchanged')
    AND (ref, replace(kind, 'action', 'workflow')) IN (
      SELECT d.ref, replace(d.kind, 'action', 'workflow') FROM pack_release_file d WHERE d.release = :release
      GROUP BY 1, 2 HAVING count(*) > 1)`;

/** Whether a target will be there after the installation, which removes what has no file any more. */
const STAGED = "SELECT 1 FROM pack_release_file s WHERE s.release = :release AND s.ref = target.value ->> '$.ref'";
const COMES = `${STAGED} AND s.kind IN ('workflow', 'action') AND (s.hash IS NOT NULL OR s.outcome = 'unchanged')`;
const LACKS = `SELECT 1 WHERE NOT EXISTS (${COMES})
  AND NOT EXISTS (SELECT 1 FROM action a WHERE a.ref = target.value ->> '$.ref' AND (a.pack <> :pack OR EXISTS (${STAGED})))
  AND NOT EXISTS (SELECT 1 FROM workflow_definition w WHERE w.ref = target.value ->> '$.ref' AND w.status = 'active'
    AND (w.pack <> :pack OR w.path IS NULL OR EXISTS (${STAGED})))`;

/** Workflows that came in parts name what might have come with another part: at the end it is known what did not. */
export const REFUSE_LACKING = `UPDATE pack_release_file SET hash = NULL, document = NULL, summary = NULL, findings = (
    SELECT json_group_array(json(said.value)) FROM (
      SELECT value FROM json_each(pack_release_file.findings)
      UNION ALL SELECT f.value FROM json_each(pack_release_file.summary, '$.targets') target,
        json_each(target.value, '$.findings') f WHERE EXISTS (${LACKS})) said)
  WHERE release = (SELECT id FROM pack_release WHERE id = :release AND state = 'open') AND kind = 'workflow'
    AND hash IS NOT NULL
    AND EXISTS (SELECT 1 FROM json_each(pack_release_file.summary, '$.targets') target WHERE EXISTS (${LACKS}))`;

const ON_BASE = "SELECT 1 FROM pack p WHERE p.ref = :pack AND p.status = 'active' AND p.release = :base";

/** With `onBase`, nothing else may have been put into force since; takes `:base`. */
export function claim(skipInvalid: boolean, onBase: boolean): string {
  return `UPDATE pack_release SET state = :mark, committed = :now
    WHERE id = :release AND pack = :pack AND state = 'open' AND NOT EXISTS (${OVERTAKEN})
      ${skipInvalid ? '' : `AND NOT EXISTS (${INVALID})`}
      ${onBase ? `AND EXISTS (${ON_BASE})` : ''}`;
}

/** Why a claim failed; takes `:base`, which may be null. */
export const CLAIM_STATE = `SELECT state, EXISTS (${INVALID}) AS invalid,
    EXISTS (${OVERTAKEN}) OR (:base IS NOT NULL AND NOT EXISTS (${ON_BASE})) AS overtaken
  FROM pack_release WHERE id = :release AND pack = :pack`;

/** Notes what will happen with each file, before it happens. */
function decideOutcomes(update: boolean): readonly string[] {
  const changed = update ? 'updated' : 'skipped';
  return [
    `UPDATE pack_release_file SET outcome = COALESCE(
        (SELECT CASE WHEN d.hash = pack_release_file.hash AND ${CONTENT_IN_FORCE} THEN 'unchanged' ELSE '${changed}' END
         FROM workflow_definition d WHERE d.ref = pack_release_file.ref AND d.status <> 'removed'), 'created')
      WHERE release = (${CLAIMED}) AND kind = 'workflow' AND outcome IS NULL AND hash IS NOT NULL`,
    ...['action', 'trigger'].map(outcomeByTable),
    `UPDATE pack_release_file SET outcome = COALESCE(
        (SELECT CASE o.hash WHEN pack_release_file.hash THEN 'unchanged' ELSE 'updated' END
         FROM pack p JOIN pack_release_file o ON o.release = p.release
         WHERE p.ref = :pack AND p.status = 'active' AND o.path = pack_release_file.path AND o.hash IS NOT NULL), 'created')
      WHERE release = (${CLAIMED}) AND outcome IS NULL AND hash IS NOT NULL`,
    `UPDATE pack_release_file SET outcome = 'invalid' WHERE release = (${CLAIMED}) AND outcome IS NULL`,
  ];
}

/** Actions and triggers have tables of their own, which also know what an invalid file has left in force. */
function outcomeByTable(table: string): string {
  return `UPDATE pack_release_file SET outcome = COALESCE(
      (SELECT CASE t.hash WHEN pack_release_file.hash THEN 'unchanged' ELSE 'updated' END
       FROM ${table} t WHERE t.${table === 'trigger' ? 'name' : 'ref'} = pack_release_file.ref), 'created')
    WHERE release = (${CLAIMED}) AND kind = '${table}' AND outcome IS NULL AND hash IS NOT NULL`;
}

/** A workflow whose only file so far is not valid is listed with what is wrong; an earlier valid version stays. */
const NOTE_INVALID = `INSERT INTO workflow_definition (ref, pack, pack_ref, label, version, param_schema, tags, status,
    path, findings, created, updated)
  SELECT f.ref, :pack, :pack, f.ref, 0, '{}', '[]', 'invalid', f.path, f.findings, :now, :now
  FROM (${FILES}) f WHERE f.kind = 'workflow' AND f.outcome = 'invalid' AND f.ref IS NOT NULL
  ON CONFLICT (ref) DO UPDATE SET status = 'invalid', path = excluded.path, findings = excluded.findings,
    updated = excluded.updated, revision = workflow_definition.revision + 1
    WHERE workflow_definition.status IN ('invalid', 'removed') AND workflow_definition.suspended = 0`;

const NOTE_UNCHANGED = `UPDATE workflow_definition SET (fingerprint, path) =
    (SELECT f.fingerprint, f.path FROM (${FILES}) f WHERE f.ref = workflow_definition.ref)
  WHERE ref IN (SELECT f.ref FROM (${FILES}) f WHERE f.kind = 'workflow' AND f.outcome = 'unchanged')`;

/** What is in force and has no file any more, as results are; to be asked before it goes. */
export const MISSING = `SELECT m.path, m.kind, m.ref, 'removed' AS outcome, '[]' AS findings, NULL AS version
  FROM (${IN_FORCE}) m WHERE m.path IS NOT NULL AND EXISTS (${CLAIMED})
    AND NOT EXISTS (SELECT 1 FROM (${FILES}) f WHERE f.kind = m.kind AND f.ref = m.ref)
  ORDER BY m.path`;

/** What was registered from a file of this pack and has none any more. */
const REMOVE_MISSING = `UPDATE workflow_definition SET status = 'removed', suspended = 0, updated = :now, revision = revision + 1
  WHERE pack = :pack AND path IS NOT NULL AND status <> 'removed' AND EXISTS (${CLAIMED})
    AND ref NOT IN (SELECT f.ref FROM (${FILES}) f WHERE f.kind = 'workflow' AND f.ref IS NOT NULL)`;

const PUT_ACTIONS = `INSERT INTO action (ref, pack, label, description, definition, hash, path, created, updated)
  SELECT f.ref, :pack, f.document ->> '$.label', f.document ->> '$.description', f.document, f.hash, f.path, :now, :now
  FROM (${FILES}) f WHERE f.kind = 'action' AND f.document IS NOT NULL
  ON CONFLICT (ref) DO UPDATE SET pack = excluded.pack, label = excluded.label, description = excluded.description,
    definition = excluded.definition, hash = excluded.hash, path = excluded.path, updated = excluded.updated
    WHERE action.hash <> excluded.hash`;

/** An action whose file has become invalid keeps its last valid form, as a workflow does. */
const REMOVE_ACTIONS = `DELETE FROM action WHERE pack = :pack AND EXISTS (${CLAIMED})
  AND ref NOT IN (SELECT f.ref FROM (${FILES}) f WHERE f.kind = 'action' AND f.ref IS NOT NULL)`;

/**
 * The key of a webhook's address is none of the file's business and stays. A name that was made through the API
 * becomes the pack's.
 */
const PUT_TRIGGERS = `INSERT INTO trigger (name, kind, workflow, status, definition, pack, hash, path, created, updated)
  SELECT f.ref, f.document ->> '$.type', f.document ->> '$.workflow',
    CASE f.document ->> '$.enabled' WHEN 0 THEN 'disabled' ELSE 'active' END, f.document, :pack, f.hash, f.path, :now, :now
  FROM (${FILES}) f WHERE f.kind = 'trigger' AND f.document IS NOT NULL
  ON CONFLICT (name) DO UPDATE SET kind = excluded.kind, workflow = excluded.workflow, status = excluded.status,
    definition = excluded.definition, pack = excluded.pack, hash = excluded.hash, path = excluded.path,
    updated = excluded.updated
    WHERE trigger.hash IS NOT excluded.hash OR trigger.pack IS NOT excluded.pack`;

/** A trigger whose file has become invalid keeps its last valid form. */
const REMOVE_TRIGGERS = `DELETE FROM trigger WHERE pack = :pack AND EXISTS (${CLAIMED})
  AND name NOT IN (SELECT f.ref FROM (${FILES}) f WHERE f.kind = 'trigger' AND f.ref IS NOT NULL)`;

const PUT_PACK = `INSERT INTO pack (ref, label, description, version, manifest, config, tags, status, release, created,
    updated)
  SELECT r.pack, r.manifest ->> '$.label', r.manifest ->> '$.description', r.manifest ->> '$.version', r.manifest,
    COALESCE(r.manifest -> '$.config', '{}'), COALESCE(r.manifest -> '$.tags', '[]'), 'active', r.id, :now, :now
  FROM pack_release r WHERE r.id = (${CLAIMED})
  ON CONFLICT (ref) DO UPDATE SET label = excluded.label, description = excluded.description,
    version = excluded.version, manifest = excluded.manifest, config = excluded.config, tags = excluded.tags,
    status = 'active', release = excluded.release, updated = excluded.updated`;

/** Earlier files are of no more use, and the content of workflows is in their versions. */
const TIDY = [
  `DELETE FROM pack_release_file WHERE EXISTS (${CLAIMED}) AND release IN (
     SELECT id FROM pack_release WHERE pack = :pack AND state = 'committed')`,
  `UPDATE pack_release_file SET source = '', document = NULL, summary = NULL
   WHERE release = (${CLAIMED}) AND kind = 'workflow' AND outcome <> 'invalid'`,
];

/** Everything after the claim, in order. */
export function putIntoForce(update: boolean): readonly string[] {
  const unused = "NOT EXISTS (SELECT 1 FROM workflow_definition u WHERE u.ref = c.ref AND u.status <> 'removed')";
  return [
    ...decideOutcomes(update),
    insertVersions(CANDIDATES, update ? '1' : unused),
    adoptVersions(CANDIDATES),
    NOTE_UNCHANGED,
    NOTE_INVALID,
    REMOVE_MISSING,
    ...replaceTags(CHANGED),
    PUT_ACTIONS,
    REMOVE_ACTIONS,
    PUT_TRIGGERS,
    REMOVE_TRIGGERS,
    ...replaceTargets(CANDIDATES),
    SETTLE,
    PUT_PACK,
    ...TIDY,
    "UPDATE pack_release SET state = 'committed' WHERE id = :release AND state = :mark",
  ];
}

/** What an unchanged file, or one that came in a part of its own, lacks is known only now. */
export const RESULTS = `SELECT f.path, f.kind, f.ref, CASE d.suspended WHEN 1 THEN 'invalid' ELSE f.outcome END AS outcome,
    CASE WHEN d.suspended = 1 AND f.outcome <> 'invalid' THEN d.findings ELSE f.findings END AS findings,
    CASE f.kind WHEN 'workflow' THEN d.version END AS version
  FROM pack_release_file f LEFT JOIN workflow_definition d ON d.ref = f.ref AND f.kind = 'workflow'
  WHERE f.release = :release AND f.outcome IS NOT NULL
    AND (:only IS NULL OR f.outcome = 'invalid' OR d.suspended = 1 OR f.path IN (SELECT value FROM json_each(:only))) ORDER BY f.path`;
