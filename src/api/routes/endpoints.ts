import type { Endpoint } from '../endpoint/endpoint.ts';
import { ACTIONS } from './actions.ts';
import { AUDIT } from './audit.ts';
import { CALLBACKS } from './callbacks.ts';
import { EXECUTION_BULK } from './execution-bulk.ts';
import { EXECUTION_BUNDLE } from './execution-bundle.ts';
import { EXECUTION_CONTROL } from './execution-control.ts';
import { EXECUTION_ITEM } from './execution-item.ts';
import { EXECUTION_LIST } from './execution-list.ts';
import { EXECUTION_RERUN } from './execution-rerun.ts';
import { EXECUTION_SIGNAL } from './execution-signal.ts';
import { EXECUTION_START } from './execution-start.ts';
import { EXECUTION_STREAM } from './execution-stream.ts';
import { EXECUTION_TASKS } from './execution-tasks.ts';
import { HEALTH } from './health.ts';
import { HOOK } from './hooks.ts';
import { INQUIRIES } from './inquiries.ts';
import { INQUIRY_FORM } from './inquiry-form.ts';
import { METRICS } from './metrics.ts';
import { PACK_INSTALL } from './pack-install.ts';
import { PACK_INSTALL_IN_PARTS } from './pack-install-in-parts.ts';
import { PACK_SYNC } from './pack-sync.ts';
import { PACKS } from './packs.ts';
import { SCHEMAS } from './schemas.ts';
import { SECRETS } from './secrets.ts';
import { SESSION } from './session.ts';
import { STREAM_TICKET } from './stream-ticket.ts';
import { TASK_COMPLETION } from './task-completion.ts';
import { TOKENS } from './tokens.ts';
import { TRIGGER_DELIVERIES } from './trigger-deliveries.ts';
import { TRIGGERS } from './triggers.ts';
import { WORKFLOW_CONCURRENCY } from './workflow-concurrency.ts';
import { WORKFLOW_ITEM } from './workflow-item.ts';
import { WORKFLOW_LIST } from './workflow-list.ts';
import { WORKFLOW_REPLAY } from './workflow-replay.ts';
import { WORKFLOW_VIEWS } from './workflow-views.ts';

/** Every operation of the API: the router mounts them, the OpenAPI document describes them. */
export const ENDPOINTS: readonly Endpoint[] = [
  ...HEALTH,
  METRICS,
  ...WORKFLOW_LIST,
  ...WORKFLOW_ITEM,
  ...WORKFLOW_VIEWS,
  WORKFLOW_CONCURRENCY,
  WORKFLOW_REPLAY,
  EXECUTION_START,
  EXECUTION_LIST,
  EXECUTION_BULK,
  ...EXECUTION_ITEM,
  EXECUTION_STREAM,
  ...EXECUTION_BUNDLE,
  ...EXECUTION_CONTROL,
  EXECUTION_RERUN,
  EXECUTION_SIGNAL,
  ...EXECUTION_TASKS,
  TASK_COMPLETION,
  STREAM_TICKET,
  ...PACKS,
  ...PACK_INSTALL,
  PACK_SYNC,
  ...PACK_INSTALL_IN_PARTS,
  ...ACTIONS,
  SCHEMAS,
  ...TRIGGERS,
  ...TRIGGER_DELIVERIES,
  HOOK,
  ...INQUIRIES,
  ...INQUIRY_FORM,
  ...CALLBACKS,
  ...SESSION,
  ...TOKENS,
  ...SECRETS,
  AUDIT,
];
