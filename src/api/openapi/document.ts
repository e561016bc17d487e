import manifest from '../../../package.json' with { type: 'json' };
import type { Json, JsonObject } from '../../value/json.ts';
import { sessionCookieName } from '../auth/session-cookie.ts';
import type { Answer } from '../endpoint/answers.ts';
import type { Endpoint } from '../endpoint/endpoint.ts';
import { ProblemSchema } from '../schema/problem.ts';
import { componentSchemas, jsonSchemaOf } from './json-schema.ts';

/** The OpenAPI 3.1 document of some endpoints, from the very schemas that check their requests. */
export function openApiDocument(endpoints: readonly Endpoint[], publicUrl: string): JsonObject {
  const paths: Record<string, Record<string, Json>> = {};
  for (const endpoint of endpoints) {
    const item = paths[endpoint.path] ?? pathItem(endpoint.path);
    item[endpoint.method.toLowerCase()] = operation(endpoint);
    paths[endpoint.path] = item;
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Ostinato', version: manifest.version, description: manifest.description },
    servers: [{ url: publicUrl }],
    security: [{ token: [] }, { session: [] }],
    paths,
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer' },
        session: { type: 'apiKey', in: 'cookie', name: sessionCookieName(publicUrl) },
      },
      schemas: componentSchemas(),
      responses: {
        Problem: {
          description: 'Refused (RFC 9457).',
          headers: { 'X-Request-Id': { schema: { type: 'string' } } },
          content: { 'application/problem+json': { schema: jsonSchemaOf(ProblemSchema) } },
        },
      },
    },
  };
}

function pathItem(path: string): Record<string, Json> {
  const names = [...path.matchAll(/\{(\w+)\}/g)].flatMap(([, name]) => name ?? []);
  const parameters = names.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } }));
  return parameters.length === 0 ? {} : { parameters };
}

function operation({ operation: id, summary, path, scope, body, answers, ...rest }: Endpoint): JsonObject {
  const responses = Object.entries(answers).map(([status, answer]) => [status, response(answer)] as const);
  const parameters = [...queryParameters(rest.query), ...headerParameters(rest.headers)];
  return {
    operationId: id,
    summary,
    tags: [tagOf(path)],
    ...(scope === 'open' ? { security: [] } : { description: `Needs the scope \`${scope}\`.` }),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === null ? {} : { requestBody: requestBody(body) }),
    responses: { ...Object.fromEntries(responses), default: { $ref: '#/components/responses/Problem' } },
  };
}

/** The collection that a path belongs to. */
export function tagOf(path: string): string {
  return /^\/api\/v1\/(\w+)/.exec(path)?.[1] ?? /^\/(callbacks|inquiries)/.exec(path)?.[1] ?? 'server';
}

function queryParameters(query: Endpoint['query']): readonly Json[] {
  return Object.entries(query).map(([name, schema]) => ({ name, in: 'query', schema: jsonSchemaOf(schema) }));
}

function headerParameters(headers: Endpoint['headers']): readonly Json[] {
  return Object.entries(headers).map(([name, description]) => ({
    name,
    in: 'header',
    description,
    schema: { type: 'string' },
  }));
}

function requestBody({ required, content }: NonNullable<Endpoint['body']>): JsonObject {
  const types = Object.entries(content).map(
    ([type, schema]) => [type, { schema: schema === null ? { type: 'string' } : jsonSchemaOf(schema) }] as const,
  );
  return { required, content: Object.fromEntries(types) };
}

function response({ description, body, headers = {} }: Answer): JsonObject {
  const told = Object.entries({ 'X-Request-Id': 'Name of the request.', ...headers }).map(
    ([name, text]) => [name, { description: text, schema: { type: 'string' } }] as const,
  );
  return { description, headers: Object.fromEntries(told), ...contentOf(body) };
}

function contentOf(body: Answer['body']): JsonObject {
  if (body === null) {
    return {};
  }
  return typeof body === 'string'
    ? { content: { [body]: { schema: { type: 'string' } } } }
    : { content: { 'application/json': { schema: jsonSchemaOf(body) } } };
}
