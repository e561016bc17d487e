import type { ActionRow } from '../../registry/actions.ts';
import type { WorkflowRow } from '../../registry/workflow-row.ts';
import { isObject, type Json, type JsonObject } from '../../value/json.ts';
import { etag } from '../http/etag.ts';
import { workflowTag } from '../workflow/workflow-view.ts';

export interface ActionSummary {
  readonly ref: string;
  readonly kind: 'core' | 'action' | 'workflow';
  readonly pack: string;
  readonly label: string;
  readonly description: string | null;
}

/** Something that a task can name, with what editors want to know about it. */
export interface CatalogueEntry {
  readonly summary: ActionSummary;
  readonly parameters: JsonObject;
  readonly output: JsonObject | null;
  readonly definition: JsonObject | null;
  readonly tag: string;
}

export function actionEntry({ ref, pack, label, description, definition, hash }: ActionRow): CatalogueEntry {
  const { call, parameters, output } = definition;
  const kind = isObject(call) && call.kind === 'core' ? 'core' : 'action';
  return {
    summary: { ref, kind, pack, label, description },
    parameters: objectOr(parameters, {}),
    output: objectOr(output, null),
    definition,
    tag: etag(hash),
  };
}

export function workflowEntry(row: WorkflowRow): CatalogueEntry {
  const { ref, pack, label, description, param_schema, out_schema } = row;
  return {
    summary: { ref, kind: 'workflow', pack, label, description },
    parameters: param_schema,
    output: out_schema,
    definition: null,
    tag: workflowTag(row),
  };
}

function objectOr<T>(value: Json | undefined, otherwise: T): JsonObject | T {
  return isObject(value) ? value : otherwise;
}
