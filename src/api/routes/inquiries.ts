import * as v from 'valibot';
import { listInquiries } from '../../registry/inquiries.ts';
import { visiblePacks } from '../auth/principal.ts';
import { item, list } from '../endpoint/answers.ts';
import { jsonBody } from '../endpoint/body.ts';
import { endpoint } from '../endpoint/endpoint.ts';
import { IDEMPOTENCY_HEADER, keyOf } from '../endpoint/idempotency.ts';
import { answerData, answerList } from '../http/answer.ts';
import { findInquiry, inquiryIn } from '../inquiry/find-inquiry.ts';
import { inquiryView } from '../inquiry/inquiry-view.ts';
import { InquiryResponseSchema, InquirySchema, InquiryStatusSchema } from '../schema/inquiry.ts';
import { PAGE_QUERY } from '../schema/page.ts';

const PATH = '/api/v1/inquiries/{id}';

const all = endpoint({
  method: 'GET',
  path: '/api/v1/inquiries',
  operation: 'listInquiries',
  summary: 'Questions that executions ask humans, newest first',
  scope: 'read',
  query: {
    status: v.optional(InquiryStatusSchema),
    assignee: v.optional(v.pipe(v.string(), v.maxLength(256))),
    execution: v.optional(v.string()),
    workflow: v.optional(v.string()),
    ...PAGE_QUERY,
  },
  answers: { 200: list('Inquiries.', InquirySchema) },
  async handle({ env, db, principal, query }) {
    const { cursor, limit, include_total: includeTotal, ...filter } = query;
    const wanted = { ...filter, packs: visiblePacks(principal) };
    const { items, ...page } = await listInquiries(db, wanted, { cursor, limit, includeTotal });
    const views = await Promise.all(items.map((row) => inquiryView(env, principal, row)));
    return answerList(views, { ...page, limit });
  },
});

const one = endpoint({
  method: 'GET',
  path: PATH,
  operation: 'getInquiry',
  summary: 'An inquiry as its execution tells it',
  scope: 'read',
  answers: { 200: item('The inquiry.', InquirySchema) },
  async handle({ params: { id }, ...reader }) {
    const { execution, address } = await findInquiry(reader, id);
    const { inquiry } = inquiryIn(await execution.inquiry(address));
    return answerData(200, await inquiryView(reader.env, reader.principal, inquiry));
  },
});

const respond = endpoint({
  method: 'POST',
  path: `${PATH}/respond`,
  operation: 'respondToInquiry',
  summary: 'Answer an inquiry, once; a response that does not fit its schema leaves it open',
  scope: 'execute',
  headers: IDEMPOTENCY_HEADER,
  body: jsonBody(InquiryResponseSchema),
  answers: { 200: item('The inquiry, answered.', InquirySchema) },
  async handle({ params: { id }, body, request, ...reader }) {
    const key = keyOf(request);
    const { env, principal } = reader;
    const { execution, address } = await findInquiry(reader, id);
    const reply = await execution.respond({
      ...address,
      response: JSON.stringify(body.response),
      by: principal.id,
      key: key === undefined ? null : `${principal.id} ${key}`,
    });
    const { inquiry, answered } = inquiryIn(reply);
    const headers = answered.replayed === true ? { 'Idempotency-Replayed': 'true' } : {};
    return answerData(200, await inquiryView(env, principal, inquiry), headers);
  },
});

/** Questions to humans. */
export const INQUIRIES = [all, one, respond];
