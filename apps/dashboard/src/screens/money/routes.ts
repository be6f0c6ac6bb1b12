import { daysUntil, readMoney } from '@payspool/inspect';
import { badRequest, page, type Screen } from '../screen.ts';
import { moneyView, SPANS } from './view.ts';

export const moneyScreen: Screen = {
  routes: [
    {
      method: 'GET',
      path: '/money',
      right: 'read',
      handle: async ({ reader, query, user: { scope }, now }) => {
        const days = Number(query['days'] ?? SPANS[0]);
        const day = readDay(query['day'], now);
        if (!SPANS.includes(days) || !day)
          return badRequest(`Expected days=${SPANS.join(', ')} and day=2026-01-31.`);
        const span = daysUntil(day, days);
        const rows = await readMoney(reader, { ...span, scope });
        return page(moneyView({ rows, ...span, days, now }), rows);
      },
    },
  ],
};

/** The last day of the span: today if none is named. */
function readDay(text: string | undefined, now: Date): Date | undefined {
  if (text === undefined || text === '') return now;
  const day = /^\d{4}-\d\d-\d\d$/.test(text) ? new Date(`${text}T00:00:00Z`) : undefined;
  return day && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text) ? day : undefined;
}
