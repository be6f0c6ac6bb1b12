import type { Bound, KeyKind, Span } from './key.ts';

/** What a value of this kind looks like, for messages. */
export const FORMS: Readonly<Record<Exclude<KeyKind, 'word' | 'id' | 'choice' | 'text'>, string>> = {
  time: '`24h`, `7d`, `today`, `2026-01-31`, `>2026-01-31T12:00Z` or `2026-01-01..2026-01-31`',
  count: '`3`, `>3`, `<3` or `2..5`',
  duration: '`>1h`, `<15m` or `1h..2d`',
  money: '`100.50`, `>100`, `<100` or `50..100`',
};

/** Reads a value or a range; `undefined` if the text is none. Relative times are made absolute, in UTC. */
export function readSpan(kind: keyof typeof FORMS, text: string, now: Date): Span | undefined {
  const [, sign, bound = '', from = '', to = ''] = /^(?:([<>])(.*)|(.*?)\.\.(.*))$/s.exec(text) ?? [];
  const isRange = sign === undefined && text.includes('..');
  if (kind === 'time') return readTimes({ text, sign, bound, from, to, isRange, now });
  const read = READERS[kind];
  if (isRange) return range(read(from), read(to), from, to);
  const value = read(sign === undefined ? text : bound);
  if (value === undefined) return undefined;
  if (sign === '>') return { above: value };
  if (sign === '<') return { below: value };
  return kind === 'duration' ? undefined : { from: value, to: value };
}

/** A range whose ends are both right, and of which at least one is given. */
function range(
  from: Bound | undefined,
  to: Bound | undefined,
  fromText: string,
  toText: string,
): Span | undefined {
  if ((from === undefined && fromText !== '') || (to === undefined && toText !== '')) return undefined;
  if (from === undefined && to === undefined) return undefined;
  return { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
}

const READERS = { count: readCount, duration: readDuration, money: readMoney } as const;

function readCount(text: string): bigint | undefined {
  return /^\d{1,15}$/.test(text) ? BigInt(text) : undefined;
}

/** An amount in whole units. Leading zeros are dropped, so that each amount has one form. */
function readMoney(text: string): string | undefined {
  const [, whole, decimals] = /^0*(\d{1,30}?)(?:\.(\d{1,18}))?$/.exec(text) ?? [];
  if (whole === undefined) return undefined;
  return decimals === undefined ? whole : `${whole}.${decimals}`;
}

const UNITS_MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** @returns milliseconds */
function readDuration(text: string): number | undefined {
  const [, number, unit] = /^(\d{1,5})([smhd])$/.exec(text) ?? [];
  return number === undefined ? undefined : Number(number) * UNITS_MS[unit as keyof typeof UNITS_MS];
}

/** `90m`, in the largest unit that needs no fraction. */
export function durationText(ms: number): string {
  const unit = (['d', 'h', 'm'] as const).find((name) => ms % UNITS_MS[name] === 0) ?? 's';
  return `${ms / UNITS_MS[unit]}${unit}`;
}

interface WrittenTimes {
  readonly text: string;
  readonly sign: string | undefined;
  readonly bound: string;
  readonly from: string;
  readonly to: string;
  readonly isRange: boolean;
  readonly now: Date;
}

/** Every span of time begins with its first instant, and ends before the next one. A day as the end of a range belongs to it. */
function readTimes({ text, sign, bound, from, to, isRange, now }: WrittenTimes): Span | undefined {
  if (isRange) {
    const [first, last] = [readTime(from, now), readTime(to, now)];
    const end = last && (last.isDay ? last.end : last.start);
    const both = range(first?.start, end, from, to);
    return both && { ...(both.from && { from: both.from }), ...(both.to && { below: both.to }) };
  }
  if (sign !== undefined) {
    const time = readTime(bound, now);
    // `>24h` could mean more than a day ago, or less.
    if (time === undefined || time.isRelative) return undefined;
    return sign === '>' ? { from: time.start } : { below: time.start };
  }
  const time = readTime(text, now);
  if (time === undefined) return undefined;
  return time.isRelative ? { from: time.start } : { from: time.start, below: time.end };
}

/** A time that was written: the first instant that it names, and the first one after it. */
interface WrittenTime {
  readonly start: Date;
  readonly end: Date;
  readonly isDay: boolean;
  readonly isRelative: boolean;
}

const DAY_MS = UNITS_MS.d;
const TIME = /^((?:19[7-9]|2\d\d)\d-\d\d-\d\d)(?:T(\d\d:\d\d)(:\d\d)?(\.\d{3})?(Z|[+-]\d\d:\d\d)?)?$/;

function readTime(text: string, now: Date): WrittenTime | undefined {
  const named = { today: 0, yesterday: DAY_MS }[text];
  if (named !== undefined) return dayOf(new Date(now.getTime() - named));
  const ago = readDuration(text);
  if (ago !== undefined) {
    const start = new Date(Math.max(0, now.getTime() - ago));
    return { start, end: start, isDay: false, isRelative: true };
  }
  const [, day, minutes, seconds, millis, zone = 'Z'] = TIME.exec(text) ?? [];
  if (day === undefined) return undefined;
  const start = new Date(`${day}T${minutes ?? '00:00'}${seconds ?? ':00'}${millis ?? '.000'}${zone}`);
  // An impossible date (2026-02-31) is another one for `Date`.
  if (!(start.getTime() >= 0) || !isRealDay(day)) return undefined;
  if (minutes === undefined) return dayOf(start);
  const length = millis ? 1 : seconds ? UNITS_MS.s : UNITS_MS.m;
  return { start, end: new Date(start.getTime() + length), isDay: false, isRelative: false };
}

const isRealDay = (day: string): boolean => new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);

function dayOf(time: Date): WrittenTime {
  const start = new Date(Math.floor(time.getTime() / DAY_MS) * DAY_MS);
  return { start, end: new Date(start.getTime() + DAY_MS), isDay: true, isRelative: false };
}
