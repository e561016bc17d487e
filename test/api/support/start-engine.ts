import { createApi } from '../../../src/api/create-api.ts';
import { EngineDirectory } from './engine-directory.ts';
import { startApi, type TestApi } from './start-api.ts';

export interface EngineApi extends TestApi {
  readonly engine: EngineDirectory;
}

/** The API with the engine behind it: what it answers is compared with the document all the same. */
export async function startEngine(): Promise<EngineApi> {
  const base = await startApi();
  const [key = { id: '', secret: '' }] = base.env.settings.callbackKeys;
  const engine = new EngineDirectory(base.db, key);
  const app = createApi({ ...base.env, directory: engine });
  return { ...base, app, engine, send: (method, path, sent) => base.sendTo(app, method, path, sent) };
}
