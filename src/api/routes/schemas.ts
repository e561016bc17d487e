import { refuse } from '../../problem/problem.ts';
import { sha256 } from '../../registry/content-hash.ts';
import { own } from '../../value/json.ts';
import { FILE_SCHEMAS } from '../editor/file-schemas.ts';
import { NOT_MODIFIED } from '../endpoint/answers.ts';
import { endpoint } from '../endpoint/endpoint.ts';
import { answerText, unlessKnown } from '../http/answer.ts';
import { etag } from '../http/etag.ts';
import { ObjectSchema } from '../schema/values.ts';

interface SchemaText {
  readonly text: string;
  readonly tag: string;
}

/** They change with the program only. */
const texts = new Map<string, Promise<SchemaText>>();

/** `GET /schemas/{workflow,pack,action,trigger,test}.json` */
export const SCHEMAS = endpoint({
  method: 'GET',
  path: '/api/v1/schemas/{file}',
  operation: 'getSchema',
  summary:
    'The JSON Schema of a kind of file, for editors: `workflow.json`, `pack.json`, `action.json`, `trigger.json`, `test.json`',
  scope: 'read',
  answers: {
    200: { description: 'The schema (2020-12).', body: ObjectSchema, headers: { ETag: 'Its content.' } },
    304: NOT_MODIFIED,
  },
  async handle({ request, params: { file } }) {
    const kind = /^(.+)\.json$/.exec(file)?.[1] ?? '';
    const make = own(FILE_SCHEMAS, kind) ?? refuse('not_found', `there is no schema \`${file}\``);
    const known = texts.get(kind) ?? schemaText(JSON.stringify(make()));
    texts.set(kind, known);
    const { text, tag } = await known;
    return unlessKnown(request, tag, () => answerText(200, text, { ETag: tag }));
  },
});

async function schemaText(text: string): Promise<SchemaText> {
  return { text, tag: etag((await sha256(text)).slice(0, 32)) };
}
