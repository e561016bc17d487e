/** The actions that the engine itself runs, by ref; `src/action` has their code. */
export const CORE_REFS: ReadonlySet<string> = new Set([
  'core.noop',
  'core.log',
  'core.echo',
  'core.fail',
  'core.sleep',
  'core.http',
  'core.webhook',
  'core.wait',
  'core.ask',
  'core.respond',
]);
