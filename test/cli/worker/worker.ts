import { createClient } from '@libsql/client/web';
import * as v from 'valibot';
import { addToInstall, beginInstall, commitInstall } from '../../../src/pack/install-in-parts.ts';
import { registerPack } from '../../../src/pack/register-pack.ts';
import { updatePack } from '../../../src/pack/update-pack.ts';
import type { Json } from '../../../src/value/json.ts';

interface Env {
  readonly LIBSQL_URL: string;
  readonly LIBSQL_AUTH_TOKEN: string;
  readonly OSTINATO_TOKEN: string;
}

const FilesSchema = v.array(v.object({ path: v.string(), content: v.string() }));
const OPTIONS = { update: true, skipInvalid: true, dryRun: false };

let ticks = 0;

/** As much of the API as the start command uses. */
async function answer(request: Request, env: Env): Promise<Response> {
  const { pathname } = new URL(request.url);
  if (pathname === '/healthz') {
    return new Response('ok');
  }
  if (request.headers.get('authorization') !== `Bearer ${env.OSTINATO_TOKEN}`) {
    return Response.json({ title: 'A bearer token is needed' }, { status: 401 });
  }
  if (pathname === '/variables') {
    return Response.json({ ...env, ticks });
  }
  const db = createClient({ url: env.LIBSQL_URL, authToken: env.LIBSQL_AUTH_TOKEN });
  if (pathname === '/workflows') {
    const { rows } = await db.execute('SELECT ref, version, status FROM workflow_definition ORDER BY ref');
    return Response.json(rows.map(({ ref, version, status }) => ({ ref, version, status })));
  }
  const body = (await request.json()) as { manifest: Json; release?: unknown; files?: unknown; removed?: unknown };
  const [, id = '', step] = /\/installs(?:\/([^/]+)\/(files|commit))?$/.exec(pathname) ?? [];
  const now = Date.now();
  if (step === 'files') {
    return Response.json({ data: await addToInstall(db, id, v.parse(FilesSchema, body.files)) });
  }
  if (step === 'commit') {
    return Response.json({ data: await commitInstall(db, id, { ...OPTIONS, now }) });
  }
  if (pathname.endsWith('/installs')) {
    return Response.json({ data: { id: (await beginInstall(db, body.manifest, now)).id } });
  }
  if (request.method === 'PATCH') {
    const changes = {
      pack: pathname.split('/').at(-1) ?? '',
      release: v.parse(v.string(), body.release),
      files: v.parse(FilesSchema, body.files),
      removed: v.parse(v.array(v.string()), body.removed),
    };
    return Response.json({ data: await updatePack(db, changes, { now }) });
  }
  return Response.json({
    data: await registerPack(db, body.manifest, v.parse(FilesSchema, body.files), { ...OPTIONS, now }),
  });
}

// biome-ignore lint/style/noDefaultExport: the runtime takes a Worker's entry from there
export default {
  fetch: answer,
  async scheduled() {
    ticks++;
  },
} satisfies ExportedHandler<Env>;
