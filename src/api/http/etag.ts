/** Entity tags as RFC 9110 has them. Ours are strong. */

export function etag(value: string | number): string {
  return `"${value}"`;
}

/** Whether the header says `*`: whatever there is. */
export function namesAnything(header: string): boolean {
  return header.trim() === '*';
}

/** Whether `If-None-Match` (or `If-Match`) names one of the tags; `*` names whatever exists. */
export function namesTag(header: string, ...tags: readonly string[]): boolean {
  const named = header.split(',').map((part) => part.trim().replace(/^W\//, ''));
  return named.includes('*') || named.some((tag) => tags.includes(tag));
}
