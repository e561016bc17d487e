import * as v from 'valibot';
import { findEntry, listCatalogue } from '../catalogue/catalogue.ts';
import { item, list, NOT_MODIFIED } from '../endpoint/answers.ts';
import { endpoint } from '../endpoint/endpoint.ts';
import { answerData, answerList, unlessKnown } from '../http/answer.ts';
import { ActionSchema, ActionSummarySchema } from '../schema/catalogue.ts';
import { PAGE_QUERY } from '../schema/page.ts';

const all = endpoint({
  method: 'GET',
  path: '/api/v1/actions',
  operation: 'listActions',
  summary: 'Whatever a task can do, by ref: core actions, those of packs, and every active workflow',
  scope: 'read',
  query: {
    pack: v.optional(v.string()),
    q: v.optional(v.pipe(v.string(), v.maxLength(256))),
    ...PAGE_QUERY,
  },
  answers: { 200: list('Actions.', ActionSummarySchema) },
  async handle({ query: { pack, q, cursor, limit, include_total: includeTotal }, ...reader }) {
    const { items, ...page } = await listCatalogue(reader, { pack, q }, { cursor, limit, includeTotal });
    return answerList(items, { ...page, limit });
  },
});

const one = endpoint({
  method: 'GET',
  path: '/api/v1/actions/{ref}',
  operation: 'getAction',
  summary: 'An action: what it takes and what it gives',
  scope: 'read',
  answers: { 200: item('The action.', ActionSchema, { ETag: 'Its present state.' }), 304: NOT_MODIFIED },
  async handle({ request, params: { ref }, ...reader }) {
    const { tag, summary, ...rest } = await findEntry(reader, ref);
    return unlessKnown(request, tag, () => answerData(200, { ...summary, ...rest }, { ETag: tag }));
  },
});

/** One catalogue of all that can be done. */
export const ACTIONS = [all, one];
