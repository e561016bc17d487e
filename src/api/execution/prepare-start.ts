import type * as v from 'valibot';
import type { Definition } from '../../definition/definition.ts';
import { checkInput } from '../../definition/input.ts';
import type { StartCommand } from '../../host/directory.ts';
import { seal } from '../../host/secret-box.ts';
import type { Finding } from '../../problem/finding.ts';
import { refuse } from '../../problem/problem.ts';
import { nearest } from '../../problem/suggest.ts';
import { startingStatus } from '../../registry/execution-row.ts';
import type { Json, JsonObject } from '../../value/json.ts';
import type { ApiSettings } from '../api-env.ts';
import { sealingKey } from '../auth/sealing-key.ts';
import type { StartSchema } from '../schema/execution.ts';
import { effectiveLimits } from './effective-limits.ts';
import { pinnedDefinition } from './pinned-definition.ts';
import { sealInput } from './seal-input.ts';

export type StartRequest = v.InferOutput<typeof StartSchema>;

/** What an execution is pinned to. */
export interface Pinned {
  readonly workflow: string;
  readonly version: number;
  readonly hash: string;
  readonly definition: Definition;
  /** Of its pack, when it has been read along. */
  readonly config?: JsonObject;
}

export interface PreparedStart {
  /** Complete but for what the definition is pinned to, which is read from the registry. */
  readonly command: Omit<StartCommand, 'closure'>;
  readonly definition: Definition;
  readonly config: JsonObject | undefined;
  /** What was sealed stays so. */
  readonly input: JsonObject;
}

/**
 * The start of an execution, checked: input, tasks to start at, limits. Secret parameters leave here sealed.
 * @throws ProblemError `invalid_input`, `no_entry_point` or `limit_above_ceiling`
 */
export async function prepareStart(
  id: string,
  { workflow, version, hash, definition, config }: Pinned,
  body: StartRequest,
  settings: ApiSettings,
): Promise<PreparedStart> {
  requireStart(definition, body.start_at);
  const input = await preparedInput(id, definition, body.input, settings);
  const caller = body.callback_url === undefined ? {} : { caller: await sealed(id, body.callback_url, settings) };
  const command: PreparedStart['command'] = {
    ...caller,
    id,
    workflow,
    version,
    hash,
    definition: pinnedDefinition(definition).text,
    input: JSON.stringify(input),
    indexed: startingStatus(definition.concurrency != null),
    startAt: body.start_at === undefined ? null : [...new Set(body.start_at)],
    tags: [...new Set(body.tags)],
    ...effectiveLimits(body, definition, settings.limits),
  };
  return { command, definition, config, input };
}

/**
 * The input of an execution, checked, with defaults, its secret parameters sealed.
 * @throws ProblemError `invalid_input`
 */
export async function preparedInput(
  id: string,
  definition: Definition,
  given: Json | undefined,
  settings: ApiSettings,
): Promise<JsonObject> {
  const { input, findings } = checkInput(definition, given);
  if (findings.length > 0) {
    refuseInput(findings);
  }
  return sealInput(definition.parameters, input, (text) => sealed(id, text, settings));
}

/** The execution is named with the box: children and reruns that it is passed on to open it under that name. */
async function sealed(id: string, text: string, settings: ApiSettings): Promise<string> {
  return `${id}/${await seal(sealingKey(settings), id, text)}`;
}

/** @throws ProblemError `invalid_input` */
export function refuseInput(findings: readonly Finding[]): never {
  const placed = findings.map((finding) => ({ ...finding, path: `/input${finding.path}` }));
  return refuse('invalid_input', 'the input does not fit the parameters of the workflow', { findings: placed });
}

function requireStart(definition: Definition, startAt: readonly string[] | undefined): void {
  const { entryPoints, indexOf } = pinnedDefinition(definition).graph;
  if (startAt === undefined) {
    if (entryPoints.length === 0) {
      refuse('no_entry_point', 'every task has an inbound transition: name tasks in `start_at`');
    }
    return;
  }
  const findings = startAt.flatMap((name, i) => (indexOf.has(name) ? [] : unknownTask(name, i, indexOf.keys())));
  if (findings.length > 0) {
    refuse('invalid_input', '`start_at` names tasks that the workflow does not have', { findings });
  }
}

function unknownTask(name: string, index: number, known: Iterable<string>): Finding {
  const near = nearest(name, known);
  return {
    code: 'unknown_task',
    severity: 'error',
    message: `There is no task \`${name}\`.`,
    path: `/start_at/${index}`,
    ...(near === undefined ? {} : { hint: `Did you mean \`${near}\`?` }),
  };
}
