/** What may hold something that lets others in, or is about the way here and nobody's business. */
const LEFT_OUT = /authorization|cookie|token|secret|password|api-?key|^proxy-|^cf-|^x-forwarded-|^x-real-ip$|^mf-/;
const MOST = 64;
const LONGEST = 4096;

/** The headers of a delivery that are stored and shown to expressions. */
export function keptHeaders(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const kept = Object.entries(headers).filter(([name, value]) => !LEFT_OUT.test(name) && value.length <= LONGEST);
  return Object.fromEntries(kept.slice(0, MOST));
}
