/**
 * Equality of a given text and a secret, in a time that tells nothing but the length of what was given: every
 * character is looked at.
 */
export function sameText(given: string, secret: string): boolean {
  let difference = given.length ^ secret.length;
  for (let i = 0; i < given.length; i++) {
    difference |= given.charCodeAt(i) ^ secret.charCodeAt(i % secret.length);
  }
  return difference === 0;
}
