import { wordIn } from '@payspool/events';
import { fromDate, fromIsoText, fromUnixSeconds } from '../contract/index.ts';

type Json = Readonly<Record<string, unknown>>;

/** The fields by which `data` is recognised as the generic payment envelope: the payment's id, and at least one of amount and currency. */
const MARK = 'paymentId';
const MONEY = ['amount', 'currency'] as const;

/**
 * The event's name: `event`, which the generic envelope has, else `type`, which the specification recommends. A value that is not
 * a plain word is ignored: some senders put an id or an object under one of the two names.
 */
export const nameOf = (json: Json, isKnown: (name: string) => boolean): string | undefined => {
  const names = [json['event'], json['type']].flatMap((name) => wordIn(name) ?? []);
  return names.find(isKnown) ?? names[0];
};

/** Fields of the generic payment envelope that `json` lacks, in order; empty if it has all of them, with any values. */
export function missingFields(json: Json): readonly string[] {
  const data = isRecord(json['data']) ? json['data'] : {};
  const missing = [MARK, ...MONEY].filter((field) => !Object.hasOwn(data, field));
  return missing.includes(MARK) || missing.length > 1 ? missing.map((field) => `data.${field}`) : [];
}

export const isRecord = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const UNIX_SECONDS = /^\d{9,10}(\.\d+)?$/;
const UNIX_MILLISECONDS = /^\d{13}$/;

/** Time of the event: the envelope's `timestamp` as ISO 8601 or Unix time, else the signed time of the attempt. */
export const eventTime = (timestamp: unknown, signedAt: Date | undefined): string | undefined =>
  (typeof timestamp === 'string' || typeof timestamp === 'number'
    ? readTime(String(timestamp))
    : undefined) ?? fromDate(signedAt);

function readTime(text: string): string | undefined {
  if (UNIX_SECONDS.test(text)) return fromUnixSeconds(Number(text));
  // Thirteen digits are milliseconds from 2001 to 2286; seconds of that length would lie 30,000 years ahead.
  return UNIX_MILLISECONDS.test(text) ? fromDate(new Date(Number(text))) : fromIsoText(text);
}
