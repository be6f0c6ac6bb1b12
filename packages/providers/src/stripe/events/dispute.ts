import { UnusableEventError } from '../../contract/index.ts';
import { Dispute } from '../schema.ts';
import { disputeFact } from './dispute-fact.ts';
import { onObject } from './event-handler.ts';
import { paymentBeside, paymentOf } from './payment-of.ts';
import { besides } from './said.ts';

/** A snapshot of one dispute. Before disputes had ids, a charge could have only one; it gets the id of its charge. */
export const disputeSnapshot = onObject(Dispute, (dispute, context) => {
  const id = dispute.id ?? dispute.charge?.id;
  if (id === undefined)
    throw new UnusableEventError('schema_violation', {
      path: `${context.path}.id`,
      message: 'neither the dispute nor its charge has an id',
    });
  return besides(
    disputeFact({ ...dispute, id }, context, paymentOf(dispute, context)),
    paymentBeside(dispute, context),
  );
});
