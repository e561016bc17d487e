import { fail } from '../error.ts';
import type { Language } from '../language.ts';

/** YAQL expressions, `<% … %>`. */
export const YAQL: Language = {
  name: 'yaql',
  open: '<%',
  close: '%>',
  read: (_, offset) => fail('syntax', 'YAQL is not built yet', { offset }),
};
