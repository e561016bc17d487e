const MOST_DIGITS = 100;

/** So many decimals of a number that is not negative; halves go to the even digit, where `toFixed` takes the larger. */
export function fixed(size: number, places: number): string {
  if (!Number.isFinite(size)) {
    return String(size).toLowerCase().replace('inity', '');
  }
  if (size >= 1e21) {
    return BigInt(size) + '.'.repeat(Math.sign(places)) + '0'.repeat(places);
  }
  const exact = size.toFixed(MOST_DIGITS);
  const cut = exact.length - MOST_DIGITS + places;
  const kept = exact.slice(0, cut).replace(/\.$/, '');
  return /^50*$/.test(exact.slice(cut)) && /[02468]$/.test(kept) ? kept : size.toFixed(places);
}

/** Rounds to so many decimal digits, the exact value of the number deciding and halves going to the even digit. */
export function roundHalfEven(value: number, digits: number): number {
  if (!Number.isFinite(value) || digits > 22) {
    return value;
  }
  const scale = digits < 0 ? 10 ** -digits : 1;
  const rounded = Number(fixed(Math.abs(value) / scale, Math.max(0, digits))) * scale;
  return value < 0 ? -rounded : rounded;
}
