import { fromDate, fromIsoText, fromUnixSeconds } from '../contract/index.ts';

const UNIX_SECONDS = /^\d{9,10}$/;
/** Milliseconds from 2001 to 2286. */
const UNIX_MILLISECONDS = /^\d{13}$/;

/** A time of the API in the canonical format. The API writes ISO 8601; Unix time is read too. */
export function readTime(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  if (UNIX_SECONDS.test(text)) return fromUnixSeconds(Number(text));
  return UNIX_MILLISECONDS.test(text) ? fromDate(new Date(Number(text))) : fromIsoText(text);
}
