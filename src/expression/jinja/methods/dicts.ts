import { dictFrom, entriesOf } from '../../core/dictionary.ts';
import { type AnyOperation, operation } from '../../core/signature.ts';
import { isMapping } from '../../core/value.ts';
import { COLLECTION_FILTERS } from '../filters/collections.ts';

/** Filters that are methods of dictionaries, too. */
const SHARED: ReadonlySet<string> = new Set(['get', 'keys', 'values', 'items']);

/** Methods of dictionaries; none changes its dictionary. */
export const DICT_METHODS: ReadonlyMap<string, AnyOperation> = new Map([
  ...COLLECTION_FILTERS.filter(([name]) => SHARED.has(name)),
  ['copy', operation('', (input, _, env) => (isMapping(input) ? dictFrom(entriesOf(input, env), env) : input))],
]);
