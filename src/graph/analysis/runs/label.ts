/** What is known of a set of numbers: it is empty, holds one, or several. */
export type Label = number;

export const NONE: Label = -1;
export const SEVERAL: Label = -2;

export function both(a: Label, b: Label): Label {
  return a === NONE || a === b ? b : b === NONE ? a : SEVERAL;
}

/** True when two different numbers can be taken, one from each. */
export function differ(a: Label, b: Label): boolean {
  return a !== NONE && b !== NONE && (a === SEVERAL || b === SEVERAL || a !== b);
}

/** True when one number may be in both. */
export function share(a: Label, b: Label): boolean {
  return a !== NONE && b !== NONE && (a === SEVERAL || b === SEVERAL || a === b);
}

/** Spreads labels backwards: a task gets those of everything it leads to. Each changes at most twice. */
export function spread(
  seeds: Iterable<readonly [number, Label]>,
  back: (task: number) => Iterable<number>,
): (task: number) => Label {
  const labels = new Map<number, Label>();
  const stack: number[] = [];
  const add = (task: number, label: Label) => {
    const before = labels.get(task) ?? NONE;
    const after = both(before, label);
    if (after !== before) {
      labels.set(task, after);
      stack.push(task);
    }
  };
  for (const [task, label] of seeds) {
    add(task, label);
  }
  for (let task = stack.pop(); task !== undefined; task = stack.pop()) {
    const label = labels.get(task) ?? NONE;
    for (const from of back(task)) {
      add(from, label);
    }
  }
  return (task) => labels.get(task) ?? NONE;
}
