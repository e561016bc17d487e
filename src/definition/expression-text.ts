/** True when the text holds an expression or a block of either language. */
export function hasExpression(text: string): boolean {
  return text.includes('{{') || text.includes('<%') || text.includes('{%');
}
