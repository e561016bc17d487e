import type { AnyOperation } from '../../core/signature.ts';
import { COLLECTION_FILTERS } from './collections.ts';
import { HTML_FILTERS } from './html.ts';
import { JSON_FILTERS } from './json.ts';
import { NUMBER_FILTERS } from './numbers.ts';
import { ORDER_FILTERS } from './order.ts';
import { REGEX_FILTERS } from './regex.ts';
import { SELECT_FILTERS } from './select.ts';
import { TEXT_FILTERS } from './text.ts';
import { WRAP_FILTERS } from './wrap.ts';

/** Filters by name: what may follow `|`, and what may be called as a function of its input. */
export const FILTERS: ReadonlyMap<string, AnyOperation> = new Map([
  ...COLLECTION_FILTERS,
  ...ORDER_FILTERS,
  ...SELECT_FILTERS,
  ...TEXT_FILTERS,
  ...WRAP_FILTERS,
  ...HTML_FILTERS,
  ...JSON_FILTERS,
  ...NUMBER_FILTERS,
  ...REGEX_FILTERS,
]);
