import type * as v from 'valibot';
import { AuditEntrySchema } from '../schema/audit.ts';
import { ActionSchema, ActionSummarySchema } from '../schema/catalogue.ts';
import {
  EventSchema,
  ExecutionMachineSchema,
  ExecutionSchema,
  ExecutionStateSchema,
  ExecutionSummarySchema,
  LinksSchema,
  StartedSchema,
  StartSchema,
  TaskInstanceSchema,
} from '../schema/execution.ts';
import { BulkResultSchema, BulkSchema, CompletionSchema, TaskItemSchema } from '../schema/execution-control.ts';
import { FindingSchema, VerdictSchema } from '../schema/finding.ts';
import { InquirySchema } from '../schema/inquiry.ts';
import { InstalledSchema, PackBodySchema, PackSchema, PackSummarySchema, RehearsedSchema } from '../schema/pack.ts';
import { PageSchema } from '../schema/page.ts';
import { ProblemSchema } from '../schema/problem.ts';
import { SecretSchema } from '../schema/secret.ts';
import { IssuedTokenSchema, NewTokenSchema, TokenSchema } from '../schema/token.ts';
import {
  GraphSchema,
  MachineSchema,
  RegistrationSchema,
  TaskSchema,
  WorkflowPatchSchema,
  WorkflowSchema,
  WorkflowSummarySchema,
  WorkflowVersionSchema,
} from '../schema/workflow.ts';

/** Schemas that have a name in the OpenAPI document; all others stand where they are used. */
export const COMPONENTS: Readonly<Record<string, v.GenericSchema>> = {
  Action: ActionSchema,
  ActionSummary: ActionSummarySchema,
  AuditEntry: AuditEntrySchema,
  Bulk: BulkSchema,
  BulkResult: BulkResultSchema,
  Completion: CompletionSchema,
  Event: EventSchema,
  Execution: ExecutionSchema,
  ExecutionMachine: ExecutionMachineSchema,
  ExecutionState: ExecutionStateSchema,
  ExecutionSummary: ExecutionSummarySchema,
  Finding: FindingSchema,
  Graph: GraphSchema,
  Inquiry: InquirySchema,
  InstalledPack: InstalledSchema,
  IssuedToken: IssuedTokenSchema,
  Links: LinksSchema,
  Machine: MachineSchema,
  NewToken: NewTokenSchema,
  Pack: PackSchema,
  PackBody: PackBodySchema,
  PackSummary: PackSummarySchema,
  Page: PageSchema,
  Problem: ProblemSchema,
  Registration: RegistrationSchema,
  RehearsedPack: RehearsedSchema,
  Secret: SecretSchema,
  Start: StartSchema,
  Started: StartedSchema,
  Task: TaskSchema,
  TaskInstance: TaskInstanceSchema,
  TaskItem: TaskItemSchema,
  Token: TokenSchema,
  Verdict: VerdictSchema,
  Workflow: WorkflowSchema,
  WorkflowPatch: WorkflowPatchSchema,
  WorkflowSummary: WorkflowSummarySchema,
  WorkflowVersion: WorkflowVersionSchema,
};
