import { unixAfter } from '../lifecycle.ts';

export const MONTH = 2_592_000;
export const planOf = (uid: string) =>
  ({ uid, generation: 'current', created: unixAfter(0), amount: 1500, currency: 'eur' }) as const;
export const firstMonth = { start: unixAfter(0), end: unixAfter(MONTH) };
