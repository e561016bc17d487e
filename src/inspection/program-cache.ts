import { createProgram, type Program } from '../conductor/program.ts';
import type { Closure } from '../definition/closure.ts';
import { upcast } from '../definition/upcast/upcast.ts';
import { Cache } from '../value/cache.ts';

/** Programs are shared by all executions of a definition in this isolate. */
const programs = new Cache<Program>(100);

/**
 * The program of a definition pinned with a closure, both as JSON text.
 * @param hash null for a definition that nobody here has registered: what it calls itself is not to be believed
 */
export function programOf(hash: string | null, closure: string, text: () => string): Program {
  const key = `${hash} ${closure}`;
  const known = hash === null ? undefined : programs.get(key);
  if (known !== undefined) {
    return known;
  }
  const program = createProgram(upcast(JSON.parse(text())), JSON.parse(closure) as Closure);
  if (hash !== null) {
    programs.set(key, program);
  }
  return program;
}
