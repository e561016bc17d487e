import { checkTarget } from '../../pack/check-targets.ts';
import type { LoadedDocument } from '../../pack/load-file.ts';
import type { Finding } from '../../problem/finding.ts';
import { hasErrors } from '../../problem/finding.ts';
import { ProblemError, refuse } from '../../problem/problem.ts';
import type { Database } from '../../registry/database.ts';
import { loadTrigger } from '../../trigger/definition/load-trigger.ts';
import type { TriggerDefinition } from '../../trigger/definition/trigger.ts';
import type { Json } from '../../value/json.ts';
import type { ApiEnv } from '../api-env.ts';
import type { Principal } from '../auth/principal.ts';
import { definitionOf, findContent } from '../workflow/find-workflow.ts';

interface Reader {
  readonly env: ApiEnv;
  readonly db: Database;
  readonly principal: Principal;
}

/**
 * A trigger that was sent, checked as the file of a pack is: by itself, and against the workflow that it starts.
 * @param name what the address says; undefined: the text must say it
 * @throws ProblemError `invalid_definition` with every finding
 */
export async function requireTrigger(
  reader: Reader,
  source: string,
  name: string | undefined,
): Promise<{ readonly trigger: TriggerDefinition; readonly findings: readonly Finding[] }> {
  const { trigger, findings } = loadTrigger(source, name);
  if (trigger === null) {
    return invalid(findings);
  }
  const about = await targetFindings(reader, source, trigger);
  return hasErrors(about) ? invalid([...findings, ...about]) : { trigger, findings: [...findings, ...about] };
}

function invalid(findings: readonly Finding[]): never {
  return refuse('invalid_definition', 'the trigger has errors', { findings });
}

async function targetFindings(reader: Reader, source: string, trigger: TriggerDefinition): Promise<readonly Finding[]> {
  const found = await findContent(reader, trigger.workflow, undefined).catch((error: unknown) =>
    error instanceof ProblemError && error.problem.code === 'not_found' ? undefined : Promise.reject(error),
  );
  const definition = found?.content === undefined ? undefined : definitionOf(found);
  const file: LoadedDocument = {
    kind: 'trigger',
    ...{
      path: '',
      name: trigger.name,
      ref: trigger.name,
      source,
      fingerprint: '',
      findings: [],
      unchanged: false,
      unread: false,
    },
    document: trigger as unknown as Json,
  };
  return checkTarget(file, { get: () => definition, expects: () => false, refs: [] });
}
