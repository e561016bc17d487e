import type { Draft, Reading } from '../reading.ts';
import { checkActions } from './actions.ts';
import { checkConditions } from './conditions.ts';
import { checkExpressions } from './expressions.ts';
import { checkItems } from './items.ts';
import { checkJoins } from './joins.ts';
import { checkLimits } from './limits.ts';
import { checkNames } from './names.ts';
import { checkSchemas } from './schemas.ts';
import { checkTargets } from './targets.ts';
import { checkTaskNames } from './task-names.ts';

/** What can be said about a file beyond its shape, without the graph's analysis. */
export function checkDefinition(draft: Draft, source: string, reading: Reading): void {
  checkTaskNames(draft, reading);
  checkTargets(draft, reading);
  checkJoins(draft, reading);
  checkNames(draft, reading);
  checkLimits(draft, reading);
  checkActions(draft, reading);
  checkConditions(draft, reading);
  checkItems(draft, reading);
  checkSchemas(draft, reading);
  checkExpressions(draft, source, reading);
}
