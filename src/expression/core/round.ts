/** Rounds to so many decimal digits, the exact value of the number deciding and halves going to the even digit. */
export function roundHalfEven(value: number, digits: number): number {
  if (!Number.isFinite(value) || digits > 22) {
    return value;
  }
  if (digits < 0) {
    const scale = 10 ** -digits;
    return roundHalfEven(value / scale, 0) * scale;
  }
  const text = Math.abs(value).toFixed(Math.min(100, digits + 60));
  if (!/^\d+\.\d+$/.test(text)) {
    return value;
  }
  const kept = text.slice(0, text.length - (Math.min(100, digits + 60) - digits)).replace(/\.$/, '');
  const rest = text.slice(kept.length).replace('.', '');
  const isHalf = /^50*$/.test(rest);
  const even = Number(kept.at(-1)) % 2 === 0;
  const rounded = isHalf && even ? Number(kept) : Number(Math.abs(value).toFixed(digits));
  return value < 0 ? -rounded : rounded;
}
