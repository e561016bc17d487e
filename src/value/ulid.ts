const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const PATTERN = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;

/** A 26-character ULID: 48 bits of milliseconds, 80 bits of randomness. */
export function ulid(time: number, random: Uint8Array): string {
  let text = '';
  for (let rest = time, i = 0; i < 10; i++) {
    text = ALPHABET.charAt(rest % 32) + text;
    rest = Math.floor(rest / 32);
  }
  let bits = 0;
  let buffer = 0;
  for (const byte of random.subarray(0, 10)) {
    buffer = (buffer << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += ALPHABET.charAt((buffer >> bits) & 31);
    }
  }
  return text;
}

export function isUlid(text: string): boolean {
  return PATTERN.test(text);
}

/** The 128 bits of a ULID. */
export function ulidBits(id: string): bigint {
  return [...id].reduce((bits, digit) => bits * 32n + BigInt(Math.max(0, ALPHABET.indexOf(digit))), 0n);
}
