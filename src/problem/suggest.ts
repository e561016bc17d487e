/** The known word nearest to a mistyped one, or undefined when none is near enough. */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of known) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase(), least);
    if (distance < least) {
      least = distance;
      best = candidate;
    }
  }
  return best;
}

/** Levenshtein distance with swaps, not computed past the bound. */
function editDistance(a: string, b: string, bound: number): number {
  if (Math.abs(a.length - b.length) >= bound) {
    return bound;
  }
  const rows: number[][] = [];
  for (let i = 0; i <= a.length; i++) {
    const row = [i];
    rows.push(row);
    for (let j = 1; j <= b.length; j++) {
      const from = (up: number, left: number): number => rows[i - up]?.[j - left] ?? bound;
      const change = a[i - 1] === b[j - 1] ? 0 : 1;
      const swap = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? 2 : i + 1;
      row.push(Math.min(from(1, 0) + 1, from(0, 1) + 1, from(1, 1) + change, from(swap, 2) + 1));
    }
  }
  return rows[a.length]?.[b.length] ?? bound;
}
