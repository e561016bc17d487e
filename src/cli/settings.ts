import { join, resolve } from 'node:path';
import * as v from 'valibot';
import { FriendlyError } from './say.ts';

/** The project's folder, wherever the command was called. */
export const ROOT = resolve(import.meta.dirname, '..', '..');

const count = (name: string) =>
  v.optional(v.pipe(v.string(), v.regex(/^[1-9]\d{0,11}$/, `${name} must be a whole number above zero`)));

const EnvironmentSchema = v.object({
  PORT: v.optional(
    v.pipe(
      v.string(),
      v.transform(Number),
      v.integer('PORT must be a number from 1 to 65535'),
      v.minValue(1, 'PORT must be a number from 1 to 65535'),
      v.maxValue(65_535, 'PORT must be a number from 1 to 65535'),
    ),
    '8787',
  ),
  OSTINATO_HOME: v.optional(v.string(), '.ostinato'),
  OSTINATO_PACKS: v.optional(v.string(), 'packs'),
  OSTINATO_TOKEN: v.optional(v.string()),
  OSTINATO_KEY: v.optional(v.string()),
  OSTINATO_PUBLIC_URL: v.optional(v.pipe(v.string(), v.url('OSTINATO_PUBLIC_URL must be a URL'))),
  OSTINATO_EGRESS_ALLOW: v.optional(v.string()),
  OSTINATO_LOG: v.optional(v.picklist(['off', 'errors', 'all'], 'OSTINATO_LOG must be off, errors or all'), 'errors'),
  OSTINATO_OTLP_ENDPOINT: v.optional(
    v.pipe(v.string(), v.regex(/^https?:\/\//, 'OSTINATO_OTLP_ENDPOINT must begin with http:// or https://')),
  ),
  OSTINATO_OTLP_HEADERS: v.optional(v.string()),
  LIBSQL_URL: v.optional(
    v.pipe(v.string(), v.regex(/^(libsql|https?):\/\//, 'LIBSQL_URL must begin with libsql://, https:// or http://')),
  ),
  LIBSQL_AUTH_TOKEN: v.optional(v.string()),
  OSTINATO_RETENTION_SECONDS: count('OSTINATO_RETENTION_SECONDS'),
  OSTINATO_MAX_WORKFLOW_DURATION_SECONDS: count('OSTINATO_MAX_WORKFLOW_DURATION_SECONDS'),
  OSTINATO_MAX_WORKFLOW_DURATION_SECONDS_CEILING: count('OSTINATO_MAX_WORKFLOW_DURATION_SECONDS_CEILING'),
  OSTINATO_MAX_TASK_ITERATIONS_PER_WORKFLOW: count('OSTINATO_MAX_TASK_ITERATIONS_PER_WORKFLOW'),
  OSTINATO_MAX_TASK_ITERATIONS_PER_WORKFLOW_CEILING: count('OSTINATO_MAX_TASK_ITERATIONS_PER_WORKFLOW_CEILING'),
  OSTINATO_LOG_LEVEL: v.optional(
    v.picklist(['debug', 'info', 'log', 'warn', 'error', 'none'], 'OSTINATO_LOG_LEVEL is not a log level'),
  ),
});

export type Environment = v.InferOutput<typeof EnvironmentSchema>;

export interface Settings {
  readonly port: number;
  /** Where everything that is kept is kept. */
  readonly home: string;
  /** The folder of pack folders. */
  readonly packs: string;
  readonly publicUrl: string;
  /** The Worker's configuration. */
  readonly config: string;
  readonly environment: Environment;
}

/**
 * Reads the settings from environment variables; empty ones count as not set.
 * @throws FriendlyError that names every variable that is wrong.
 */
export function readSettings(variables: NodeJS.ProcessEnv, config = join(ROOT, 'wrangler.toml')): Settings {
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''));
  const parsed = v.safeParse(EnvironmentSchema, given);
  if (!parsed.success) {
    throw new FriendlyError([...new Set(parsed.issues.map(({ message }) => message))].join('; '));
  }
  const environment = parsed.output;
  const port = environment.PORT;
  return {
    port,
    home: resolve(environment.OSTINATO_HOME),
    packs: resolve(environment.OSTINATO_PACKS),
    publicUrl: (environment.OSTINATO_PUBLIC_URL ?? `http://localhost:${port}`).replace(/\/+$/, ''),
    config: resolve(config),
    environment,
  };
}
