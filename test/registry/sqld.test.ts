import { describe } from 'vitest';
import { registryCases } from './cases/all.ts';
import { hasSqld, sqldStore } from './sqld.ts';

describe.skipIf(!hasSqld)('real server', () => {
  registryCases(sqldStore);
});
