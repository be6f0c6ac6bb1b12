/** Unix seconds in the canonical format; `undefined` if it is not a time between 1970 and 9999. */
export function fromUnixSeconds(seconds: number | null | undefined): string | undefined {
  return seconds == null ? undefined : spell(new Date(seconds * 1000));
}

/** ISO 8601 text with any offset, in the canonical format in UTC; `undefined` if it is not a time (PayPal's simulator sends a month 19). */
export function fromIsoText(text: string | null | undefined): string | undefined {
  return text && ISO.test(text) ? spell(new Date(text)) : undefined;
}

export const fromDate = (date: Date | undefined): string | undefined => date && spell(date);

const ISO = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/;

function spell(date: Date): string | undefined {
  const year = Number.isNaN(date.getTime()) ? NaN : date.getUTCFullYear();
  return year >= 1970 && year <= 9999 ? date.toISOString() : undefined;
}
