import { fromIsoText } from '../contract/index.ts';

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const WITHOUT_OFFSET = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?$/;

/**
 * A time of Cashfree in the canonical format. Most have the offset of India. Some have none, and some are only a day: they are read as
 * Indian time.
 */
export function timeIn(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  if (DAY.test(value)) return fromIsoText(`${value}T00:00:00+05:30`);
  return fromIsoText(WITHOUT_OFFSET.test(value) ? `${value}+05:30` : value);
}
