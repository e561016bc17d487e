import { namesTag } from './etag.ts';

export type AnswerHeaders = Readonly<Record<string, string>>;

/** An answer whose body is JSON text already. */
export function answerText(status: number, body: string, headers: AnswerHeaders = {}): Response {
  return new Response(body, { status, headers: { 'Content-Type': 'application/json', ...headers } });
}

/** One item: `{"data": …}`. */
export function answerData(status: number, data: unknown, headers: AnswerHeaders = {}): Response {
  return answerText(status, JSON.stringify({ data }), headers);
}

/** One item that is JSON text already: it passes without being parsed. */
export function answerDataText(status: number, data: string, headers: AnswerHeaders = {}): Response {
  return answerText(status, `{"data":${data}}`, headers);
}

export interface PageInfo {
  readonly next: string | null;
  readonly limit: number;
  readonly total?: number | undefined;
}

/** A list: `{"data": […], "page": {…}}`. */
export function answerList(data: readonly unknown[], page: PageInfo, headers: AnswerHeaders = {}): Response {
  return answerText(200, JSON.stringify({ data, page }), headers);
}

export function answerNothing(): Response {
  return new Response(null, { status: 204 });
}

/** The answer, or 304 when the caller has it: `If-None-Match` names the tag it carries. */
export function unlessKnown(request: Request, tag: string, answer: () => Response): Response {
  const header = request.headers.get('if-none-match');
  if (header !== null && namesTag(header, tag)) {
    return new Response(null, { status: 304, headers: { ETag: tag } });
  }
  return answer();
}
