import type { Json } from './json.ts';

/**
 * A value by content, if small, or by the id under which it is stored once. The result of a task with items is
 * the list of its items' results, which are stored already.
 */
export type ValueRef = { readonly inline: Json } | { readonly id: string } | { readonly items: string };
