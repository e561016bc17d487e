import * as v from 'valibot';
import { OUTCOMES } from '../../registry/pack-row.ts';
import { LIMITS } from '../../value/limits.ts';
import { FindingSchema } from './finding.ts';
import { JsonObjectSchema, ObjectSchema, TimeSchema } from './values.ts';

const FilesSchema = v.pipe(
  v.array(v.strictObject({ path: v.pipe(v.string(), v.minLength(1), v.maxLength(512)), content: v.string() })),
  v.maxLength(LIMITS.packRequestFiles),
);

/** A pack as it is sent: `pack.yaml` as JSON, and the files beside it. */
export const PackBodySchema = v.strictObject({
  manifest: JsonObjectSchema,
  files: FilesSchema,
});

const PathsSchema = v.pipe(v.array(v.pipe(v.string(), v.maxLength(512))), v.maxLength(10_000));

/** Changes of an installed pack; its manifest stays. */
export const PackChangesSchema = v.strictObject({
  release: v.pipe(v.string(), v.maxLength(64)),
  files: v.optional(FilesSchema, []),
  removed: v.optional(PathsSchema, []),
});

export const PackFilesSchema = v.strictObject({ files: FilesSchema });

export const PackManifestSchema = v.strictObject({ manifest: JsonObjectSchema });

export const PackSummarySchema = v.strictObject({
  ref: v.string(),
  label: v.string(),
  description: v.nullable(v.string()),
  version: v.string(),
  tags: v.array(v.string()),
  workflow_count: v.number(),
  created_at: TimeSchema,
  updated_at: TimeSchema,
});

export const PackSchema = v.strictObject({
  ...PackSummarySchema.entries,
  dialect: v.nullable(v.picklist(['native', 'orquesta'])),
  config_schema: v.nullable(ObjectSchema),
  config: ObjectSchema,
  egress: v.nullable(v.array(v.string())),
});

const FileResultSchema = v.strictObject({
  path: v.string(),
  kind: v.picklist(['workflow', 'action', 'trigger', 'test', 'unknown']),
  ref: v.nullable(v.string()),
  outcome: v.picklist(OUTCOMES),
  version: v.nullable(v.number()),
  findings: v.array(FindingSchema),
});

/** What an installation did. */
export const InstalledSchema = v.strictObject({
  ...PackSummarySchema.entries,
  /** What changes of this pack are made to. */
  release: v.string(),
  files: v.array(FileResultSchema),
});

/** What an installation would do. */
export const RehearsedSchema = v.strictObject({
  valid: v.boolean(),
  /** Of the manifest. */
  findings: v.array(FindingSchema),
  files: v.array(FileResultSchema),
});

/** An installation in parts. */
export const InstallSchema = v.strictObject({
  id: v.string(),
  pack: v.string(),
  links: v.strictObject({ files: v.string(), commit: v.string() }),
});

export const StagedFileSchema = v.strictObject({
  path: v.string(),
  ref: v.nullable(v.string()),
  outcome: v.picklist(['staged', 'unchanged', 'invalid', 'skipped']),
  findings: v.array(FindingSchema),
});
