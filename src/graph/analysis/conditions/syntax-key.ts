import { NONDETERMINISTIC } from '../../../expression/names.ts';

const VOLATILE = [...NONDETERMINISTIC].map((name) => `"name":${JSON.stringify(name)}`);

/**
 * A text that is equal for syntax trees that mean the same. What differs from one evaluation to the next is
 * equal to nothing but itself, so its place belongs to its key.
 */
export function syntaxKey(node: { readonly offset: number }): string {
  const text = JSON.stringify(node, (name, value) => (name === 'offset' || name === 'depth' ? undefined : value));
  return VOLATILE.some((mark) => text.includes(mark)) ? `${text}@${node.offset}` : text;
}

export function isVolatile(key: string): boolean {
  return VOLATILE.some((mark) => key.includes(mark));
}
