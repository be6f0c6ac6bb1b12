import { compiled } from '@payspool/events';
import { leaveOutOdd } from '../optional-field.ts';
import { Charge, type Ref, Refund } from '../schema.ts';
import { type ChargeObject, isRelease } from './charge-says.ts';
import { onObject, unknownWord } from './event-handler.ts';
import { paymentBeside, paymentOf } from './payment-of.ts';
import { refundFact } from './refund-fact.ts';
import { besides } from './said.ts';

/** A snapshot of one refund: a successful refund can still fail days later, if the customer's bank returns it. */
export const refundSnapshot = onObject(Refund, (refund, context) => {
  const own = refundFact(refund, context, paymentOf(refund, context));
  const beside = paymentBeside(refund, context);
  const charge = expanded(refund.charge);
  if (charge && isRelease(refund, charge))
    return { facts: beside.facts.filter((fact) => !('refundRef' in fact)), warnings: beside.warnings };
  const reading = besides(own, beside);
  return reading.facts.length > 0 ? reading : { ignored: unknownWord('refund status', refund.status) };
});

function expanded(charge: Ref | null | undefined): ChargeObject | undefined {
  const value = charge?.beside?.();
  if (value === undefined) return undefined;
  const { data } = compiled(Charge).safeParse(value);
  return data && leaveOutOdd(data, '').kept;
}
