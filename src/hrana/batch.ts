import { errorBody } from './hrana-error.ts';
import type {
  HranaBatch,
  HranaBatchResult,
  HranaCondition,
  HranaErrorBody,
  HranaStatement,
  HranaStatementResult,
} from './protocol.ts';

/** What a batch needs of its stream. */
export interface BatchHost {
  execute(statement: HranaStatement): Promise<HranaStatementResult>;
  isAutocommit(): boolean;
}

/** Runs the steps in order, each if its condition holds; a failed step is noted and does not end the batch. */
export async function runBatch(host: BatchHost, batch: HranaBatch): Promise<HranaBatchResult> {
  const results: (HranaStatementResult | null)[] = [];
  const errors: (HranaErrorBody | null)[] = [];
  const holds = (condition: HranaCondition): boolean => {
    switch (condition.type) {
      case 'ok':
        return (results[condition.step] ?? null) !== null;
      case 'error':
        return (errors[condition.step] ?? null) !== null;
      case 'not':
        return !holds(condition.cond);
      case 'and':
        return condition.conds.every(holds);
      case 'or':
        return condition.conds.some(holds);
      case 'is_autocommit':
        return host.isAutocommit();
    }
  };
  for (const step of batch.steps) {
    let result: HranaStatementResult | null = null;
    let error: HranaErrorBody | null = null;
    if (!step.condition || holds(step.condition)) {
      try {
        result = await host.execute(step.stmt);
      } catch (thrown) {
        error = errorBody(thrown);
      }
    }
    results.push(result);
    errors.push(error);
  }
  return { step_results: results, step_errors: errors };
}
