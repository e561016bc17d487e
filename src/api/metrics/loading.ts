import type { PackFileOutcome, PackFileResult } from '../../registry/pack-row.ts';
import type { ApiEnv } from '../api-env.ts';

/** A pack in one request, one of the bundle, changes of one, a part of one, the commit of one that came in parts. */
export const LOAD_STEPS = ['install', 'sync', 'update', 'part', 'commit'] as const;
export type LoadStep = (typeof LOAD_STEPS)[number];

export interface LoadCount {
  readonly step: LoadStep;
  readonly done: number;
  /** Ended by an error or a refusal. */
  readonly failed: number;
  /** Of all of them together. */
  readonly milliseconds: number;
}

interface Loading {
  readonly steps: Map<LoadStep, LoadCount>;
  readonly files: Map<PackFileOutcome, number>;
}

const counts = new WeakMap<ApiEnv, Loading>();

function loadingOf(env: ApiEnv): Loading {
  const known = counts.get(env) ?? { steps: new Map(), files: new Map() };
  counts.set(env, known);
  return known;
}

/** Runs one step of an installation and counts how it ended and how long it took. */
export async function measureLoad<T>(env: ApiEnv, step: LoadStep, run: () => Promise<T>): Promise<T> {
  const begin = env.clock.now();
  let done = 0;
  try {
    const result = await run();
    done = 1;
    return result;
  } finally {
    const { steps } = loadingOf(env);
    const before = loadCount(env, step);
    steps.set(step, {
      step,
      done: before.done + done,
      failed: before.failed + 1 - done,
      milliseconds: before.milliseconds + env.clock.now() - begin,
    });
  }
}

/** Counts what became of the files of an installation. */
export function countFiles(env: ApiEnv, results: readonly PackFileResult[]): void {
  const { files } = loadingOf(env);
  for (const { outcome } of results) {
    files.set(outcome, (files.get(outcome) ?? 0) + 1);
  }
}

/** What this instance has loaded since it began. */
export function loadCount(env: ApiEnv, step: LoadStep): LoadCount {
  return loadingOf(env).steps.get(step) ?? { step, done: 0, failed: 0, milliseconds: 0 };
}

export function fileCount(env: ApiEnv, outcome: PackFileOutcome): number {
  return loadingOf(env).files.get(outcome) ?? 0;
}
