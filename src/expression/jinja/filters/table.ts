import { byName, type Operation } from '../operation.ts';
import { COLLECTION_FILTERS } from './collections.ts';
import { HTML_FILTERS } from './html.ts';
import { JSON_FILTERS } from './json.ts';
import { NUMBER_FILTERS } from './numbers.ts';
import { ORDER_FILTERS } from './order.ts';
import { REGEX_FILTERS } from './regex.ts';
import { SELECT_FILTERS } from './select.ts';
import { TEXT_FILTERS } from './text.ts';

/** Filters by name. */
export const FILTERS: ReadonlyMap<string, Operation> = byName([
  ...COLLECTION_FILTERS,
  ...ORDER_FILTERS,
  ...SELECT_FILTERS,
  ...TEXT_FILTERS,
  ...HTML_FILTERS,
  ...JSON_FILTERS,
  ...NUMBER_FILTERS,
  ...REGEX_FILTERS,
]);
