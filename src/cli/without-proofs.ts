/** Paths whose next part lets in whoever has it: keys of webhooks, tokens of callbacks and of forms. */
const PROOF = /(?<!\/api\/v1)\/(hooks|callbacks|inquiries)\/[^\s/?"'\\]+/g;
const TICKET = /([?&]ticket=)[^\s&"'\\]+/g;

/** A line of a log without what stands in addresses as proof. */
export function withoutProofs(line: string): string {
  return line.replace(PROOF, '/$1/…').replace(TICKET, '$1…');
}
