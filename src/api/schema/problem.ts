import * as v from 'valibot';
import { PROBLEMS } from '../../problem/problem.ts';
import { FindingSchema } from './finding.ts';

/** Every error answer, `application/problem+json`. */
export const ProblemSchema = v.strictObject({
  type: v.string(),
  title: v.string(),
  status: v.pipe(v.number(), v.integer()),
  detail: v.string(),
  code: v.picklist(Object.keys(PROBLEMS)),
  instance: v.string(),
  request_id: v.string(),
  findings: v.optional(v.array(FindingSchema)),
});
