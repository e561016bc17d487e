import type { Context, Hono, MiddlewareHandler } from 'hono';
import type { Principal } from './auth/principal.ts';

/** What the middleware leaves for the handlers. */
export interface AppTypes {
  readonly Variables: {
    requestId: string;
    principal: Principal;
    /** Path of the endpoint that answers, as it is described. */
    route?: string;
  };
}

export type App = Hono<AppTypes>;
export type AppContext = Context<AppTypes>;
export type AppMiddleware = MiddlewareHandler<AppTypes>;
