const DATE = String.raw`(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])`;
const TIME = String.raw`(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d{1,9})?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)`;
const BYTE = String.raw`(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)`;
const LABEL = `[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?`;

/** None of these can backtrack for long: every repetition is bounded or followed by what it cannot match. */
const FORMATS: ReadonlyMap<string, (text: string) => boolean> = new Map([
  ['date', (text) => isDate(text)],
  ['time', matcher(`^${TIME}$`)],
  ['date-time', (text) => isDate(text.slice(0, 10)) && matches(text.slice(10), `^[Tt ]${TIME}$`)],
  [
    'duration',
    matcher(
      String.raw`^P(?!$)(?:\d{1,9}W|(?:\d{1,9}Y)?(?:\d{1,9}M)?(?:\d{1,9}D)?(?:T(?=\d)(?:\d{1,9}H)?(?:\d{1,9}M)?(?:\d{1,9}(?:\.\d{1,9})?S)?)?)$`,
    ),
  ],
  ['email', matcher(String.raw`^[^\s@]{1,64}@(?:${LABEL}\.){1,20}${LABEL}$`)],
  ['hostname', (text) => text.length <= 253 && matches(text, `^${LABEL}(?:\\.${LABEL})*$`)],
  ['ipv4', matcher(`^${BYTE}(?:\\.${BYTE}){3}$`)],
  ['ipv6', isIpv6],
  ['uri', (text) => /^[A-Za-z][A-Za-z0-9+.-]*:[^\s<>"{}|\\^`]*$/.test(text)],
  ['uuid', matcher('^[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}$')],
]);

/** False only for text that is certainly not of a known format. */
export function fitsFormat(text: string, format: string): boolean {
  return FORMATS.get(format)?.(text) ?? true;
}

function matcher(pattern: string): (text: string) => boolean {
  const expression = new RegExp(pattern);
  return (text) => text.length <= 1000 && expression.test(text);
}

function matches(text: string, pattern: string): boolean {
  return matcher(pattern)(text);
}

function isDate(text: string): boolean {
  const match = new RegExp(`^${DATE}$`).exec(text);
  if (match === null) {
    return false;
  }
  const [year, month, day] = match.slice(1).map(Number) as [number, number, number];
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return day <= (month === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31);
}

function isIpv6(text: string): boolean {
  const halves = text.split('::');
  if (text.length > 45 || halves.length > 2) {
    return false;
  }
  const groups = halves.map((half) => (half === '' ? [] : half.split(':')));
  const all = groups.flat();
  const last = all.at(-1) ?? '';
  const quad = last.includes('.') && fitsFormat(last, 'ipv4');
  const count = all.length + (quad ? 1 : 0);
  return (
    (halves.length === 2 ? count <= 7 : count === 8) &&
    all.every((group, index) => (quad && index === all.length - 1) || /^[0-9A-Fa-f]{1,4}$/.test(group))
  );
}
