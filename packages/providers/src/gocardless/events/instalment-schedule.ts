import type { EventFacts } from '@payspool/events';
import { checkShape, fromIsoText } from '../../contract/index.ts';
import { money } from '../money.ts';
import { ScheduleEvent } from '../schema.ts';
import { type Asked, type Handler, merchantRefIn } from './given.ts';

const ASKS_SCHEDULE: Asked = { object: 'instalment_schedules', link: 'instalment_schedule' };

type OrderType = Extract<EventFacts['type'], `order.${string}`>;

/** An order that is paid by instalments. Its amount due is the total of the schedule, which only the API states. */
const schedule = (type: OrderType, providerStatus?: string): Pick<Handler, 'read'> => ({
  read: ({ event: body, occurredAt, answers }) => {
    const event = checkShape(ScheduleEvent, body);
    const answer = answers?.instalment_schedules;
    return {
      facts: [
        {
          type,
          occurredAt,
          orderRef: event.links.instalment_schedule,
          customerRef: event.links.customer,
          providerStatus,
          ...merchantRefIn(event, ['instalment_schedules', answer]),
          amount:
            answer &&
            money(
              answer.total_amount,
              answer.currency,
              'answers.instalment_schedules.instalment_schedules.currency',
            ),
          createdAt: fromIsoText(answer?.created_at),
        },
      ],
    };
  },
});

export const instalmentSchedules: Readonly<Record<string, Handler>> = {
  'instalment_schedules.created': { ...schedule('order.created'), asks: ASKS_SCHEDULE },
  'instalment_schedules.completed': { ...schedule('order.completed', 'completed'), asks: ASKS_SCHEDULE },
  'instalment_schedules.cancelled': schedule('order.canceled', 'cancelled'),
  'instalment_schedules.creation_failed': schedule('order.canceled', 'creation_failed'),
};
