import { z } from 'zod';
import { unknownWord } from '../../contract/optional-fields.ts';
import { Instant, type ObservedObject, type ObservedState, readState, Status } from './observed-state.ts';

const State = z.object({ status: Status, create_time: Instant, update_time: Instant });

/** A dispute is open until its status is RESOLVED (customer_disputes_v1); its outcome is then in `dispute_outcome`. */
export function dispute({ answer, askedAt }: ObservedObject): ObservedState {
  const { status, create_time: created, update_time: updated } = readState(State, answer);
  if (status === undefined) return { ignored: unknownWord('dispute status', status) };
  return {
    type: status === 'RESOLVED' ? 'CUSTOMER.DISPUTE.RESOLVED' : 'CUSTOMER.DISPUTE.UPDATED',
    occurredAt: updated ?? created ?? askedAt,
  };
}
