import { INBOX_TABLES } from '../inbox/rows.ts';
import type { TableName } from '../projection/rows.ts';

/** Every table of an execution. */
export const TABLE_NAMES = [
  'execution',
  'token',
  'task',
  'item',
  'iteration',
  'group',
  'live',
  'lane',
  'join',
  'arrival',
  'scope',
  'timer',
  'ended',
  'error',
  ...INBOX_TABLES,
] as const satisfies readonly TableName[];
