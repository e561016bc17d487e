import type { Definition, TaskDefinition } from '../../src/definition/definition.ts';
import type { Database } from '../../src/registry/database.ts';
import { type WorkflowCandidate, workflowCandidate } from '../../src/registry/workflow-candidate.ts';
import { getWorkflow, getWorkflowVersion } from '../../src/registry/workflow-read.ts';

/** A small definition, changed where a test needs it. */
export function definitionOf(ref: string, changes: Partial<Definition> = {}): Definition {
  return {
    format: 1,
    ref,
    pack: ref.split('.')[0] ?? ref,
    label: `Label of ${ref}`,
    description: null,
    version: null,
    tags: [],
    dialect: 'native',
    recursiveExpressions: false,
    parameters: { type: 'object', properties: {} },
    vars: [],
    output: null,
    outputMap: [],
    entryPoints: null,
    tasks: [],
    onFailure: 'finish',
    timeout: null,
    maxTaskIterations: null,
    concurrency: null,
    retention: null,
    positions: {},
    ...changes,
  };
}

/** A task that calls an action and leads nowhere. */
export function taskOf(name: string, changes: Partial<TaskDefinition> = {}): TaskDefinition {
  return {
    ...{ name, description: null, action: null, input: {}, when: null, with: null, join: null, delay: null },
    ...{ timeout: null, totalTimeout: null, heartbeat: null, retry: null, maxIterations: null, match: 'first' },
    ...{ onParentEnd: 'cancel', next: [], path: `/tasks/${name}` },
    ...changes,
  };
}

export function candidateOf(ref: string, changes: Partial<Definition> = {}): Promise<WorkflowCandidate> {
  const definition = definitionOf(ref, changes);
  return workflowCandidate(definition, `# ${JSON.stringify(changes)}\nref: ${ref}\n`, []);
}

/** The workflow of a ref with the content in force. */
export async function workflowWithContent(db: Database, ref: string) {
  const workflow = await getWorkflow(db, ref);
  return workflow && { workflow, content: await getWorkflowVersion(db, ref, workflow.version) };
}
