const KIB = 1024;
const MIB = 1024 * KIB;

/** Hard bounds on what a user can send; LANGUAGE and API state them. Bytes unless the name says otherwise. */
export const LIMITS = {
  definitionBytes: MIB,
  bodyBytes: MIB,
  packRequestBytes: 4 * MIB,
  packRequestFiles: 200,
  bundleBytes: 16 * MIB,
  jsonDepth: 64,
  yamlAliases: 100,
  valueBytes: MIB,
  chunkBytes: 512 * KIB,
  inlineBytes: 256,
  openCalls: 6,
  scopeLinks: 32,
  nesting: 10,
  /** Events of one execution. */
  history: 200_000,
  /** All stored values of one execution, in characters. */
  valuesTotal: 64 * MIB,
  items: 10_000,
  itemConcurrency: 1000,
  /** Characters of an evaluated key of `concurrency`. */
  concurrencyKey: 256,
  /** Signals that one execution keeps for who comes to wait, and all their JSON text in characters. */
  signals: 256,
  signalsTotal: 4 * MIB,
} as const;

/** A limit of executions: the deployment's default and the ceiling that nobody may ask beyond. */
export interface Bound {
  readonly default: number;
  readonly ceiling: number;
}

export interface DeploymentLimits {
  readonly maxWorkflowDurationSeconds: Bound;
  readonly maxTaskIterations: Bound;
}

const DAY = 86_400;

export const DEFAULT_LIMITS: DeploymentLimits = {
  maxWorkflowDurationSeconds: { default: 30 * DAY, ceiling: 365 * DAY },
  maxTaskIterations: { default: 1000, ceiling: 100_000 },
};
