import { seal, splitBox } from '../../host/secret-box.ts';
import { refuse } from '../../problem/problem.ts';
import { deleteSecret, listSecrets, putSecret } from '../../registry/secrets.ts';
import { audited } from '../audit/audited.ts';
import { sealingKey } from '../auth/sealing-key.ts';
import { item, list, NO_BODY } from '../endpoint/answers.ts';
import { jsonBody } from '../endpoint/body.ts';
import { endpoint } from '../endpoint/endpoint.ts';
import { answerData, answerList, answerNothing } from '../http/answer.ts';
import { PAGE_QUERY } from '../schema/page.ts';
import { SecretSchema, SecretValueSchema, StoredSecretSchema } from '../schema/secret.ts';
import { time } from '../schema/values.ts';

const PATH = '/api/v1/secrets';
const NAME = /^[A-Za-z_][A-Za-z0-9_.-]{0,127}$/;

const all = endpoint({
  method: 'GET',
  path: PATH,
  operation: 'listSecrets',
  summary: 'The names of the secrets',
  scope: 'admin',
  query: PAGE_QUERY,
  answers: { 200: list('Names.', SecretSchema) },
  async handle({ db, query: { cursor, limit, include_total: includeTotal } }) {
    const { items, ...page } = await listSecrets(db, { cursor, limit, includeTotal });
    const shown = items.map(({ name, created, updated }) => ({
      name,
      created_at: time(created),
      updated_at: time(updated),
    }));
    return answerList(shown, { ...page, limit });
  },
});

const put = endpoint({
  method: 'PUT',
  path: `${PATH}/{name}`,
  operation: 'putSecret',
  summary: 'Keep a secret, or replace it; nobody can read it again',
  scope: 'admin',
  body: jsonBody(SecretValueSchema),
  answers: {
    200: item('Replaced.', StoredSecretSchema),
    201: item('Kept.', StoredSecretSchema, { Location: 'The secret.' }),
  },
  async handle(call) {
    const { env, db, body } = call;
    const name = requireName(call.params.name);
    const cipher = splitBox(await seal(sealingKey(env.settings), name, body.value));
    return audited(call, { action: 'secret.put', target: `secrets/${name}` }, async () => {
      const now = env.clock.now();
      const data = { name, updated_at: time(now) };
      return (await putSecret(db, name, cipher, now))
        ? answerData(201, data, { Location: `${PATH}/${name}` })
        : answerData(200, data);
    });
  },
});

const remove = endpoint({
  method: 'DELETE',
  path: `${PATH}/{name}`,
  operation: 'deleteSecret',
  summary: 'Forget a secret; calls that name it fail from now on',
  scope: 'admin',
  answers: { 204: NO_BODY },
  handle(call) {
    const { name } = call.params;
    return audited(call, { action: 'secret.delete', target: `secrets/${name}` }, async () =>
      (await deleteSecret(call.db, name)) ? answerNothing() : refuse('not_found', `there is no secret \`${name}\``),
    );
  },
});

function requireName(name: string): string {
  return NAME.test(name)
    ? name
    : refuse('invalid_input', 'a secret has a name of at most 128 letters, digits, `_`, `-` and `.`');
}

/** Values that calls may use and nobody may see. */
export const SECRETS = [all, put, remove];
