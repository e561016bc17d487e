const LONGEST_SECONDS = 60;

/** Seconds that the caller would wait for the end (`Prefer: wait=10`, RFC 7240), at most a minute; 0: none. */
export function preferredWait(headers: Headers): number {
  const wait = /(?:^|[,;])\s*wait\s*=\s*"?(\d{1,9})"?\s*(?:$|[,;])/i.exec(headers.get('prefer') ?? '')?.[1];
  return Math.min(Number(wait ?? 0), LONGEST_SECONDS);
}
