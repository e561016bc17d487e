import { type Schema, Validator } from '@cfworker/json-schema';
import { expect } from 'vitest';

interface Documented {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly responses: { readonly Problem: Answer } };
}

interface Operation {
  readonly responses: Readonly<Record<string, Answer | { readonly $ref: string }>>;
}

interface Answer {
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly content?: Readonly<Record<string, { readonly schema: Schema }>>;
}

/** Compares answers with the OpenAPI document that the same API serves. */
export class Contract {
  readonly #document: Documented;
  readonly #validators = new Map<Schema, Validator>();
  /** `GET /path 200` of everything that was compared. */
  readonly seen = new Set<string>();

  constructor(document: unknown) {
    this.#document = document as Documented;
  }

  /** Throws when the answer is not the documented one. */
  async check(method: string, url: string, response: Response): Promise<void> {
    const path = this.#pathOf(url);
    const operation = path === undefined ? undefined : this.#document.paths[path]?.[method.toLowerCase()];
    const known = operation?.responses[response.status];
    const documented = known === undefined || '$ref' in known ? this.#document.components.responses.Problem : known;
    if (response.status < 400) {
      expect(known, `${method} ${path} ${response.status} is documented`).toBeDefined();
    }
    if (known !== undefined) {
      this.seen.add(`${method} ${path} ${response.status}`);
    }
    for (const header of Object.keys(documented.headers ?? {})) {
      expect(response.headers.has(header), `${method} ${path} ${response.status} has ${header}`).toBe(true);
    }
    await this.#checkBody(`${method} ${path} ${response.status}`, documented, response.clone());
  }

  async #checkBody(what: string, { content }: Answer, response: Response): Promise<void> {
    const text = await response.text();
    if (content === undefined) {
      expect(text, what).toBe('');
      return;
    }
    const type = response.headers.get('content-type')?.split(';')[0] ?? '';
    const schema = content[type]?.schema;
    expect(Object.keys(content), what).toContain(type);
    if (schema !== undefined && type.endsWith('json')) {
      const { valid, errors } = this.#validator(schema).validate(JSON.parse(text));
      const detail = errors.map(({ instanceLocation, error }) => `${instanceLocation} ${error}`).join('\n');
      expect(valid, `${what}\n${detail}\n${text.slice(0, 2000)}`).toBe(true);
    }
  }

  #validator(schema: Schema): Validator {
    const known = this.#validators.get(schema);
    if (known !== undefined) {
      return known;
    }
    // The references lead into the document, so it goes along.
    const whole = { ...schema, components: this.#document.components } as Schema;
    const validator = new Validator(whole, '2020-12', false);
    this.#validators.set(schema, validator);
    return validator;
  }

  #pathOf(url: string): string | undefined {
    const segments = url.split('?', 1)[0]?.split('/') ?? [];
    const fits = (path: string) => {
      const pattern = path.split('/');
      return (
        pattern.length === segments.length &&
        pattern.every((part, i) => (part.startsWith('{') ? segments[i] !== '' : part === segments[i]))
      );
    };
    const found = Object.keys(this.#document.paths).filter(fits);
    return found.find((path) => !path.includes('{')) ?? found[0];
  }
}
