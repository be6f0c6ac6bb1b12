import { z } from 'zod';
import { checkShape } from '../../contract/index.ts';
import { intentStates } from './observe-payment.ts';
import { firstTime, Included, type Seen, type Shown, Text, Time } from './observed-state.ts';

const SessionFields = z.looseObject({
  status: Text,
  expires_at: Time,
  payment_intent: z.unknown().optional(),
});

/** A checkout session. With an included payment intent, that intent states the payment. */
export function sessionStates({ object, path, askedAt }: Seen): Shown {
  const session = checkShape(SessionFields, object, path.split('.'));
  const intent = Included.parse(session.payment_intent);
  if (session.status === 'expired') {
    const expiresAt = firstTime(askedAt, session.expires_at);
    const at = expiresAt < askedAt ? expiresAt : askedAt;
    return [{ type: 'checkout.session.expired', at, object, path }];
  }
  if (session.status === 'open') return { ignored: 'the session is still open' };
  if (session.status !== 'complete')
    return { ignored: `unknown session status ${JSON.stringify(session.status ?? null)}` };
  const complete = { type: 'checkout.session.completed', at: askedAt, object, path } as const;
  if (!intent) return [complete];
  const payment = intentStates({ object: intent, path: `${path}.payment_intent`, askedAt });
  if ('ignored' in payment) return [complete];
  return [
    {
      ...complete,
      at: isDone(intent.status) ? (payment[0]?.at ?? askedAt) : askedAt,
      object: { ...session, payment_intent: intent['id'] },
      adjust: (facts) => facts.filter(({ type }) => !type.startsWith('payment.')),
    },
    ...payment,
  ];
}

/** The buyer completes the session by the attempt that the intent shows. */
const isDone = (status: string): boolean => ['succeeded', 'requires_capture', 'processing'].includes(status);
