const ISO =
  /^P(?:(\d+(?:\.\d+)?)W)?(?:(\d+(?:\.\d+)?)D)?(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;
const SECONDS = [604_800, 86_400, 3_600, 60, 1] as const;

/**
 * Reads a duration as workflows and requests write it: seconds (number or numeric text) or ISO 8601
 * (`PT5M`; years and months are refused, their length is not fixed).
 * @returns whole milliseconds, or undefined when it is not a duration of zero or more.
 */
export function parseDuration(value: unknown): number | undefined {
  if (typeof value === 'number') {
    return Number.isFinite(value) && value >= 0 ? Math.round(value * 1000) : undefined;
  }
  if (typeof value !== 'string' || value.length > 64) {
    return undefined;
  }
  if (/^\d+(\.\d+)?$/.test(value)) {
    return Math.round(Number(value) * 1000);
  }
  const match = ISO.exec(value);
  if (match === null || value.endsWith('T') || value === 'P') {
    return undefined;
  }
  return Math.round(SECONDS.reduce((sum, seconds, i) => sum + seconds * 1000 * Number(match[i + 1] ?? 0), 0));
}
