import type { InquiryView } from '../../host/inquiry.ts';
import { verifyInquiryToken } from '../../host/inquiry-token.ts';
import { type Problem, refuse } from '../../problem/problem.ts';
import { LIMITS } from '../../value/limits.ts';
import type { ApiEnv } from '../api-env.ts';
import type { Answer } from '../endpoint/answers.ts';
import type { BodyReader } from '../endpoint/body.ts';
import { endpoint } from '../endpoint/endpoint.ts';
import { mediaTypeOf } from '../http/media-type.ts';
import { readBytes, utf8 } from '../http/read-bytes.ts';
import { fieldsOf } from '../inquiry/fields.ts';
import { type FormPage, formPage, formPolicy } from '../inquiry/form-page.ts';
import { readForm } from '../inquiry/read-form.ts';
import { time } from '../schema/values.ts';

const PATH = '/inquiries/{token}';
const FORM = 'application/x-www-form-urlencoded';

const page = (description: string): Answer => ({ description, body: 'text/html' });

const show = endpoint({
  method: 'GET',
  path: PATH,
  operation: 'showInquiry',
  summary: 'A page on which an inquiry is answered, for whoever has its link',
  scope: 'open',
  foreignQuery: true,
  answers: { 200: page('The question, or what became of it.'), 404: page('The link leads nowhere.') },
  async handle({ env, params }) {
    const found = await openLink(env, params.token);
    return found === undefined ? answerPage(404, NOWHERE) : answerPage(200, pageOf(found.inquiry));
  },
});

const form: BodyReader<URLSearchParams> = {
  content: { [FORM]: null },
  required: true,
  async read(request) {
    if (mediaTypeOf(request.headers) !== FORM) {
      refuse('unsupported_media_type', 'send the form of the page');
    }
    const bytes = await readBytes(request, LIMITS.bodyBytes);
    return { value: new URLSearchParams(utf8(bytes)), bytes };
  },
};

const send = endpoint({
  method: 'POST',
  path: PATH,
  operation: 'sendInquiryForm',
  summary: 'What the page of an inquiry sends',
  scope: 'open',
  foreignQuery: true,
  body: form,
  answers: {
    200: page('Answered.'),
    404: page('The link leads nowhere.'),
    409: page('Somebody has answered already.'),
    410: page('Nobody waits for an answer any more.'),
    422: page('The form again, with what does not fit.'),
  },
  async handle({ env, params, body }) {
    const found = await openLink(env, params.token);
    if (found === undefined) {
      return answerPage(404, NOWHERE);
    }
    const { inquiry, execution } = found;
    const filled = readForm(fieldsOf(inquiry.schema), body);
    if (inquiry.status === 'open' && filled.findings.length > 0) {
      return answerPage(422, { ...openPage(inquiry), ...filled });
    }
    const { instance, item, attempt } = inquiry;
    const response = JSON.stringify(filled.response);
    const reply = await execution.respond({ instance, item, attempt, response, by: 'link', key: null });
    if (reply.ok) {
      return answerPage(200, { ...ENDED.answered, prompt: inquiry.prompt, title: 'Thank you' });
    }
    return refused(reply.problem, inquiry, { ...openPage(inquiry), fields: filled.fields });
  },
});

function refused(problem: Problem, inquiry: InquiryView, again: Extract<FormPage, { type: 'open' }>) {
  switch (problem.code) {
    case 'invalid_input':
      return answerPage(422, { ...again, findings: problem.findings ?? [] });
    case 'inquiry_answered':
      return answerPage(409, { ...ENDED.taken, prompt: inquiry.prompt });
    case 'inquiry_closed':
      return answerPage(410, { ...ENDED.expired, prompt: inquiry.prompt });
    default:
      return answerPage(404, NOWHERE);
  }
}

async function openLink(env: ApiEnv, token: string) {
  const address = await verifyInquiryToken(env.settings.callbackKeys, token);
  if (address === undefined) {
    return undefined;
  }
  const execution = env.directory.execution(address.execution);
  const { instance, item, attempt } = address;
  const reply = await execution.inquiry({ instance, item, attempt });
  return reply.ok ? { execution, inquiry: JSON.parse(reply.body) as InquiryView } : undefined;
}

const done = (title: string, text: string) => ({ type: 'done', title, text, prompt: null }) as const;
const NOWHERE = done('Nothing here', 'This link leads nowhere, or what it led to is gone.');
const ENDED = {
  answered: done('Answered', 'The answer is on its way. You can close this page.'),
  taken: done('Already answered', 'Somebody has answered this question already.'),
  expired: done('Expired', 'Nobody waits for an answer to this question any more.'),
} as const;

function pageOf(inquiry: InquiryView): FormPage {
  switch (inquiry.status) {
    case 'open':
      return openPage(inquiry);
    case 'answered':
      return { ...ENDED.taken, prompt: inquiry.prompt };
    default:
      return { ...ENDED.expired, prompt: inquiry.prompt };
  }
}

function openPage({ prompt, expires, schema }: InquiryView): Extract<FormPage, { type: 'open' }> {
  const until = expires === null ? null : time(expires);
  return { type: 'open', prompt, expires: until, fields: fieldsOf(schema), findings: [] };
}

async function answerPage(status: number, content: FormPage): Promise<Response> {
  return new Response(formPage(content), {
    status,
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': await formPolicy(),
      'Cache-Control': 'no-store',
      // The address is the proof: no other page is to learn it.
      'Referrer-Policy': 'no-referrer',
    },
  });
}

/** A page for those who have nothing but a link. */
export const INQUIRY_FORM = [show, send];
