import * as v from 'valibot';

/**
 * The messages of Hrana over HTTP with JSON, versions 2 and 3: what a pipeline request may contain and what it is
 * answered with. Names are the protocol's. Cursors and the protobuf encoding are not offered.
 */

const blob = v.object({ type: v.literal('blob'), base64: v.string() });

/** A value on the wire. Integers are text, since JSON numbers cannot hold 64 bits. */
export const HranaValueSchema = v.variant('type', [
  v.object({ type: v.literal('null') }),
  v.object({ type: v.literal('integer'), value: v.string() }),
  v.object({ type: v.literal('float'), value: v.number() }),
  v.object({ type: v.literal('text'), value: v.string() }),
  blob,
]);
export type HranaValue = v.InferOutput<typeof HranaValueSchema>;

const optionalText = v.nullish(v.string());
const optionalId = v.nullish(v.pipe(v.number(), v.integer()));

const StatementSchema = v.object({
  sql: optionalText,
  sql_id: optionalId,
  args: v.nullish(v.array(HranaValueSchema)),
  named_args: v.nullish(v.array(v.object({ name: v.string(), value: HranaValueSchema }))),
  want_rows: v.nullish(v.boolean()),
});
export type HranaStatement = v.InferOutput<typeof StatementSchema>;

/** When a step of a batch runs: decided by the steps before it. */
export type HranaCondition =
  | { readonly type: 'ok'; readonly step: number }
  | { readonly type: 'error'; readonly step: number }
  | { readonly type: 'not'; readonly cond: HranaCondition }
  | { readonly type: 'and'; readonly conds: readonly HranaCondition[] }
  | { readonly type: 'or'; readonly conds: readonly HranaCondition[] }
  | { readonly type: 'is_autocommit' };

const step = v.pipe(v.number(), v.integer(), v.minValue(0));
const ConditionSchema: v.GenericSchema<HranaCondition> = v.variant('type', [
  v.object({ type: v.literal('ok'), step }),
  v.object({ type: v.literal('error'), step }),
  v.object({ type: v.literal('not'), cond: v.lazy(() => ConditionSchema) }),
  v.object({ type: v.literal('and'), conds: v.array(v.lazy(() => ConditionSchema)) }),
  v.object({ type: v.literal('or'), conds: v.array(v.lazy(() => ConditionSchema)) }),
  v.object({ type: v.literal('is_autocommit') }),
]);

const BatchSchema = v.object({
  steps: v.array(v.object({ condition: v.nullish(ConditionSchema), stmt: StatementSchema })),
});
export type HranaBatch = v.InferOutput<typeof BatchSchema>;

const RequestSchema = v.variant('type', [
  v.object({ type: v.literal('execute'), stmt: StatementSchema }),
  v.object({ type: v.literal('batch'), batch: BatchSchema }),
  v.object({ type: v.literal('sequence'), sql: optionalText, sql_id: optionalId }),
  v.object({ type: v.literal('describe'), sql: optionalText, sql_id: optionalId }),
  v.object({ type: v.literal('store_sql'), sql_id: v.pipe(v.number(), v.integer()), sql: v.string() }),
  v.object({ type: v.literal('close_sql'), sql_id: v.pipe(v.number(), v.integer()) }),
  v.object({ type: v.literal('get_autocommit') }),
  v.object({ type: v.literal('close') }),
]);
export type HranaRequest = v.InferOutput<typeof RequestSchema>;

export const PipelineSchema = v.object({ baton: v.nullish(v.string()), requests: v.array(RequestSchema) });

export interface HranaErrorBody {
  readonly message: string;
  readonly code: string;
}

export interface HranaColumn {
  readonly name: string;
  readonly decltype: string | null;
}

export interface HranaStatementResult {
  readonly cols: readonly HranaColumn[];
  readonly rows: readonly (readonly HranaValue[])[];
  readonly affected_row_count: number;
  readonly last_insert_rowid: string | null;
}

export interface HranaBatchResult {
  readonly step_results: readonly (HranaStatementResult | null)[];
  readonly step_errors: readonly (HranaErrorBody | null)[];
}

export interface HranaDescription {
  readonly params: readonly { readonly name: string | null }[];
  readonly cols: readonly HranaColumn[];
  readonly is_explain: boolean;
  readonly is_readonly: boolean;
}

export type HranaResponse =
  | { readonly type: 'execute'; readonly result: HranaStatementResult }
  | { readonly type: 'batch'; readonly result: HranaBatchResult }
  | { readonly type: 'describe'; readonly result: HranaDescription }
  | { readonly type: 'get_autocommit'; readonly is_autocommit: boolean }
  | { readonly type: 'sequence' | 'store_sql' | 'close_sql' | 'close' };

export type HranaOutcome =
  | { readonly type: 'ok'; readonly response: HranaResponse }
  | { readonly type: 'error'; readonly error: HranaErrorBody };

export interface HranaPipelineAnswer {
  /** Names the stream for the next request; null once it is closed. */
  readonly baton: string | null;
  readonly base_url: null;
  readonly results: readonly HranaOutcome[];
}
