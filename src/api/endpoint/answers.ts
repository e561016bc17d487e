import * as v from 'valibot';
import { PageSchema } from '../schema/page.ts';

/** One answer of an operation, as the OpenAPI document tells it. Errors are the same everywhere and not listed. */
export interface Answer {
  readonly description: string;
  /** Of JSON; null: there is no body; text: the media type of another one. */
  readonly body: v.GenericSchema | string | null;
  /** Header → what it says. */
  readonly headers?: Readonly<Record<string, string>>;
}

export type Answers = Readonly<Partial<Record<200 | 201 | 202 | 204 | 304 | 404 | 409 | 410 | 422 | 503, Answer>>>;

/** `{"data": …}` */
export function item(description: string, data: v.GenericSchema, headers: Answer['headers'] = {}): Answer {
  return { description, body: v.strictObject({ data }), headers };
}

/** `{"data": […], "page": {…}}` */
export function list(description: string, data: v.GenericSchema): Answer {
  return { description, body: v.strictObject({ data: v.array(data), page: PageSchema }) };
}

export const NO_BODY: Answer = { description: 'Done.', body: null };
export const NOT_MODIFIED: Answer = { description: 'The caller has it (`If-None-Match`).', body: null };
