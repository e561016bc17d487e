import type { Json } from '../../value/json.ts';

/** A line of the documentation: what it is, what it takes, what it does, an example and the example's value. */
export type ReferenceRow = readonly [name: string, takes: string, does: string, example: string, gives: Json];
