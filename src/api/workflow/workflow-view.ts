import type { Definition, TaskDefinition } from '../../definition/definition.ts';
import { buildGraph } from '../../graph/transition-graph.ts';
import type { Registration } from '../../registry/workflow-register.ts';
import type { WorkflowRow, WorkflowVersionRow } from '../../registry/workflow-row.ts';
import { etag } from '../http/etag.ts';
import { time } from '../schema/values.ts';
import { definitionOf, type FoundWorkflow } from './find-workflow.ts';

/** A workflow as lists show it. */
export function workflowSummary(row: WorkflowRow) {
  return {
    ref: row.ref,
    pack: row.pack,
    pack_ref: row.pack_ref,
    label: row.label,
    description: row.description,
    version: row.version,
    declared_version: row.declared_version,
    hash: row.hash,
    status: row.status,
    tags: row.tags,
    timeout_seconds: row.timeout === null ? null : row.timeout / 1000,
    path: row.path,
    created_at: time(row.created),
    updated_at: time(row.updated),
  };
}

/** Changes with every change of the workflow, of its content or of what stands around it. */
export function workflowTag({ version, revision }: WorkflowRow): string {
  return etag(`${version}.${revision}`);
}

/** A workflow with the content in force. */
export function workflowView(found: FoundWorkflow) {
  const { workflow, content } = found;
  const definition = content === undefined ? null : definitionOf(found);
  return {
    ...workflowSummary(workflow),
    dialect: definition?.dialect ?? null,
    param_schema: workflow.param_schema,
    out_schema: workflow.out_schema,
    ...taskView(definition),
    findings: workflow.findings,
    source: content?.source ?? null,
  };
}

/** One version: what the definition says is as it was then, the status is that of the workflow. */
export function versionView(found: FoundWorkflow) {
  const definition = definitionOf(found);
  const { hash, number, findings, source, created } = found.content ?? {};
  return {
    ...workflowSummary(found.workflow),
    label: definition.label,
    description: definition.description,
    version: number,
    declared_version: definition.version,
    hash,
    tags: definition.tags,
    timeout_seconds: definition.timeout === null ? null : definition.timeout / 1000,
    ...(created === undefined ? {} : { created_at: time(created) }),
    dialect: definition.dialect,
    param_schema: definition.parameters,
    out_schema: definition.output,
    ...taskView(definition),
    findings,
    source,
  };
}

function taskView(definition: Definition | null) {
  if (definition === null) {
    return { entry_points: [], tasks: [] };
  }
  const { tasks, entryPoints } = buildGraph(definition);
  const entries = new Set(entryPoints);
  return {
    entry_points: entryPoints.flatMap((index) => tasks[index]?.name ?? []),
    tasks: tasks.map((task, index) => ({
      ...taskSummary(task),
      entry: entries.has(index),
      line: definition.positions[task.path]?.[0] ?? null,
    })),
  };
}

function taskSummary(task: TaskDefinition) {
  return {
    name: task.name,
    action: task.action,
    description: task.description,
    join: task.join,
    with_items: task.with !== null,
    max_iterations: task.maxIterations,
    next: task.next.map(({ when, do: targets, publish }) => ({
      when,
      do: targets,
      publish: publish.map(({ name }) => name),
    })),
  };
}

/** What a registration did, with the workflow as it is now. */
export function registrationView(row: WorkflowRow, outcome: Registration['outcome']) {
  return {
    ...workflowSummary(row),
    created: outcome === 'created',
    unchanged: outcome === 'unchanged',
    findings: row.findings,
  };
}

export function versionSummary({ number, hash, declared_version, created }: WorkflowVersionRow) {
  return { number, hash, declared_version, created_at: time(created) };
}
