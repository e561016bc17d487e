import { refuse } from '../../problem/problem.ts';

/** The media type of a request in lower case, without parameters; null when it names none. */
export function mediaTypeOf(headers: Headers): string | null {
  const header = headers.get('content-type');
  if (header === null || header.trim() === '') {
    return null;
  }
  const [type = '', ...parameters] = header.split(';').map((part) => part.trim().toLowerCase());
  const charset = parameters.find((parameter) => parameter.startsWith('charset='))?.slice('charset='.length);
  if (charset !== undefined && !/^"?(?:utf-?8|us-ascii)"?$/.test(charset)) {
    refuse('unsupported_media_type', 'text is read as UTF-8 only');
  }
  return type;
}

export function isJsonType(type: string): boolean {
  return type === 'application/json' || /^application\/[^/]+\+json$/.test(type);
}

/** @throws ProblemError `unsupported_media_type` for a body that does not say that it is JSON */
export function requireJsonType(headers: Headers): void {
  const type = mediaTypeOf(headers);
  if (type === null || !isJsonType(type)) {
    refuse('unsupported_media_type', 'send the body as `Content-Type: application/json`');
  }
}

export function isYamlType(type: string): boolean {
  return ['application/yaml', 'application/x-yaml', 'text/yaml', 'text/x-yaml'].includes(type);
}
