import { html, type Html, nothing } from './html.ts';

/** `2026-01-31 12:00:00Z`: to the second, UTC. */
export const exactTime = (at: Date): string => `${at.toISOString().slice(0, 19).replace('T', ' ')}Z`;

const STEPS = [
  [86_400, 'd'],
  [3_600, 'h'],
  [60, 'min'],
  [1, 's'],
] as const;

/** A duration in its two largest units: `3 h 12 min`, `45 s`, `250 ms`. */
export function duration(ms: number): string {
  const whole = Math.round(Math.abs(ms));
  if (whole < 1000) return `${whole} ms`;
  const seconds = Math.round(whole / 1000);
  const first = STEPS.findIndex(([size]) => seconds >= size);
  const [[size, unit] = [1, 's'], next] = STEPS.slice(first);
  const rest = next ? Math.floor((seconds % size) / next[0]) : 0;
  const head = `${Math.floor(seconds / size)} ${unit}`;
  return next && rest > 0 ? `${head} ${rest} ${next[1]}` : head;
}

/** `3 h ago`, `in 5 min`, `now`: the largest unit alone. */
export function relativeTime(at: Date, now: Date): string {
  const ms = now.getTime() - at.getTime();
  if (Math.abs(ms) < 1000) return 'now';
  const [, largest = ''] = /^(\S+ \S+)/.exec(duration(ms)) ?? [];
  return ms > 0 ? `${largest} ago` : `in ${largest}`;
}

/** A time: exact, with the relative one beside it. Nothing if there is none. */
export function time(at: Date | null | undefined, now: Date): Html {
  if (!at) return nothing;
  return html`${exactTimeElement(at)} <small class="rel">${relativeTime(at, now)}</small>`;
}

/** A time without the relative one, for dense tables. */
export const exactTimeElement = (at: Date): Html =>
  html`<time datetime="${at.toISOString()}">${exactTime(at)}</time>`;
