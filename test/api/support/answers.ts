import { expect } from 'vitest';

/** An answer as the tests look at it: JSON of a shape that each of them knows. */
export interface Shown {
  readonly data: Record<string, unknown>;
}

export async function dataOf<T = Record<string, unknown>>(response: Response, status = 200): Promise<T> {
  const body = await response.json();
  expect({ status: response.status, ...problemPart(body) }).toEqual({ status });
  return (body as { data: T }).data;
}

export interface Listed<T = Record<string, unknown>> {
  readonly data: readonly T[];
  readonly page: { readonly next: string | null; readonly limit: number; readonly total?: number };
}

export async function listOf<T = Record<string, unknown>>(response: Response): Promise<Listed<T>> {
  expect(response.status).toBe(200);
  return (await response.json()) as Listed<T>;
}

export interface ProblemBody {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly instance: string;
  readonly request_id: string;
  readonly findings?: readonly {
    readonly code: string;
    readonly path: string;
    readonly line?: number;
    readonly hint?: string;
    readonly severity: string;
  }[];
}

export async function problemOf(response: Response, status: number, code?: string): Promise<ProblemBody> {
  const body = (await response.json()) as ProblemBody;
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect({ status: response.status, code: body.code }).toEqual({ status, code: code ?? body.code });
  expect(body.status).toBe(status);
  expect(response.headers.get('x-request-id')).toBe(body.request_id);
  return body;
}

function problemPart(body: unknown): object {
  return typeof body === 'object' && body !== null && 'code' in body && 'title' in body ? { problem: body } : {};
}
