import type { Definition } from '../../../definition/definition.ts';
import { type ExpressionSite, expressionSites } from '../../../definition/expression-sites.ts';
import { compile } from '../../../expression/compile.ts';
import { ExpressionError } from '../../../expression/error.ts';
import type { References } from '../../../expression/references.ts';

/** What a name is read from: by itself or through `ctx()`, from `vars`, or from `parameters`. */
export type Source = 'context' | 'vars' | 'parameters';

export interface Read {
  readonly name: string;
  readonly source: Source;
}

/** Where in the definition an expression stands. */
export interface ReadSite {
  readonly path: string;
  readonly role: ExpressionSite['role'];
  /** Index of the task it belongs to; null outside of tasks. */
  readonly task: number | null;
  /** Position in `next`, for conditions and publishes of a transition. */
  readonly transition: number | null;
  /** Position among its like: of a publish in its list, of a variable in `vars`, of an entry in `output_map`. */
  readonly entry: number | null;
  /** Names it cannot do without, each once. */
  readonly reads: readonly Read[];
}

type Place = Pick<ReadSite, 'transition' | 'entry'>;

/** Every expression that reads variables or parameters which have no default there. */
export function readSites(definition: Definition): readonly ReadSite[] {
  const indices = new Map(definition.tasks.map((task, index) => [task, index]));
  const places = placesOf(definition);
  const sites: ReadSite[] = [];
  for (const { text, path, role, task, bound } of expressionSites(definition)) {
    const reads = readsOf(text, definition).filter(({ name, source }) => source !== 'context' || name !== bound);
    if (reads.length > 0) {
      const index = task === undefined ? undefined : indices.get(task);
      const place = placeOf(path, places);
      sites.push({ path, role, task: index ?? null, transition: null, entry: null, ...place, reads });
    }
  }
  return sites;
}

function placesOf({ vars, outputMap, tasks }: Definition): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>();
  for (const list of [vars, outputMap]) {
    for (const [entry, { path }] of list.entries()) {
      places.set(path, { transition: null, entry });
    }
  }
  for (const { next } of tasks) {
    for (const [transition, { path, publish }] of next.entries()) {
      places.set(path, { transition, entry: null });
      for (const [entry, assignment] of publish.entries()) {
        places.set(assignment.path, { transition, entry });
      }
    }
  }
  return places;
}

/** The nearest part around an expression that has a place. */
function placeOf(path: string, places: ReadonlyMap<string, Place>): Place | undefined {
  for (let at = path; at !== ''; at = at.slice(0, at.lastIndexOf('/'))) {
    const place = places.get(at);
    if (place !== undefined) {
      return place;
    }
  }
  return undefined;
}

function readsOf(text: string, { dialect, recursiveExpressions }: Definition): readonly Read[] {
  try {
    return namesIn(compile(text, { dialect, recursive: recursiveExpressions }).references);
  } catch (error) {
    // What does not compile is reported where the definition is read.
    if (error instanceof ExpressionError) {
      return [];
    }
    throw error;
  }
}

function namesIn({ variables, roots }: References): readonly Read[] {
  const reads = new Map<string, Read>();
  const add = (name: string | undefined, source: Source) => {
    if (name !== undefined) {
      reads.set(`${source} ${name}`, { name, source });
    }
  };
  for (const { path, optional } of variables) {
    if (!optional) {
      add(path[0], 'context');
    }
  }
  for (const { path, optional } of roots) {
    const [root, name] = path;
    if (!optional && (root === 'vars' || root === 'workflow')) {
      add(name, 'vars');
    } else if (!optional && root === 'parameters') {
      add(name, 'parameters');
    }
  }
  return [...reads.values()];
}
