import { type Endpoint, endpoint } from '../endpoint/endpoint.ts';
import { answerText } from '../http/answer.ts';
import { openApiDocument } from '../openapi/document.ts';
import { documentationPage, documentationPolicy } from '../openapi/page.ts';
import { ObjectSchema } from '../schema/values.ts';

const CACHED = { 'Cache-Control': 'public, max-age=300' };

/** Endpoints that describe the others, and themselves. What they say is made once, when it is asked for first. */
export function documentation(described: readonly Endpoint[]): readonly Endpoint[] {
  let document: string | undefined;
  let page: string | undefined;
  const own: readonly Endpoint[] = [
    endpoint({
      method: 'GET',
      path: '/openapi.json',
      operation: 'openapi',
      summary: 'This API for programs (OpenAPI 3.1)',
      scope: 'open',
      answers: { 200: { description: 'The document.', body: ObjectSchema } },
      handle({ env }) {
        document ??= JSON.stringify(openApiDocument([...described, ...own], env.settings.publicUrl));
        return answerText(200, document, CACHED);
      },
    }),
    endpoint({
      method: 'GET',
      path: '/docs',
      operation: 'docs',
      summary: 'This API for people',
      scope: 'open',
      answers: { 200: { description: 'A page.', body: 'text/html' } },
      async handle() {
        page ??= documentationPage([...described, ...own]);
        return new Response(page, {
          headers: {
            ...CACHED,
            'Content-Type': 'text/html; charset=utf-8',
            'Content-Security-Policy': await documentationPolicy(),
            'Referrer-Policy': 'no-referrer',
          },
        });
      },
    }),
  ];
  return own;
}
