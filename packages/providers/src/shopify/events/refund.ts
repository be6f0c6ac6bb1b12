import { checkShape, type OrdinaryHandler, together } from '../../contract/index.ts';
import { Refund } from '../schema.ts';
import { topicWarnings } from '../topic.ts';
import { transactionFacts } from './transaction.ts';

/**
 * `refunds/create`, sent "independent from the movement of money": the money is in its transactions, which also arrive by themselves.
 * A refund of an authorization contains a void.
 */
export const refund: OrdinaryHandler = ({ body, headers, occurredAt }) => {
  const { order_id: orderRef, transactions } = checkShape(Refund, body);
  if (transactions.length === 0) return { ignored: 'a refund that moves no money' };
  return together(
    ...transactions.map((read, at) =>
      transactionFacts(read, { occurredAt, orderRef, path: `transactions.${at}.` }),
    ),
    { facts: [], warnings: topicWarnings(headers, 'refund') },
  );
};
