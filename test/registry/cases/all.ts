import { describe } from 'vitest';
import type { Store } from '../stores.ts';
import { clientCases } from './client.ts';
import { executionCases } from './executions.ts';
import { migrateCases } from './migrate.ts';
import { operationCases } from './operations.ts';
import { packReleaseCases } from './pack-releases.ts';
import { packTriggerCases } from './pack-triggers.ts';
import { packCases } from './packs.ts';
import { targetCases } from './targets.ts';
import { workflowCases } from './workflows.ts';

/** Everything the registry promises, on one kind of libSQL. */
export function registryCases(store: Store): void {
  describe(`the registry on ${store.name}`, () => {
    clientCases(store);
    migrateCases(store);
    workflowCases(store);
    packCases(store);
    packReleaseCases(store);
    packTriggerCases(store);
    targetCases(store);
    executionCases(store);
    operationCases(store);
  });
}
