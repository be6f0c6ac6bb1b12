import type { Money } from '@payspool/events';

/** A value whose amounts are strings of digits, because JSON has no bigint. */
export type StoredFacts<Facts> = { [Key in keyof Facts]: StoredValue<Facts[Key]> };
type StoredValue<Value> = Value extends bigint
  ? string
  : Value extends Money | { readonly minor: bigint }
    ? { [Key in keyof Value]: StoredValue<Value[Key]> }
    : Value;

/** The fields of facts and canonical events that hold an amount. If one is missing here, `JSON.stringify` throws. */
interface Amounts {
  amount?: Money | undefined;
  held?: Money | undefined;
  sharedAmount?: Money | undefined;
  refundedTotal?: { readonly minor: bigint } | undefined;
  amountRefundedMinor?: bigint | undefined;
}

/** Converts facts, or an event, to a value that can be written as JSON. */
export function storedFacts<Facts extends object>(facts: Facts): StoredFacts<Facts> {
  const { amount, held, sharedAmount, refundedTotal, amountRefundedMinor }: Amounts = facts;
  if (!amount && !held && !sharedAmount && !refundedTotal && amountRefundedMinor === undefined)
    return facts as StoredFacts<Facts>;
  return {
    ...facts,
    ...(amount && { amount: storedMoney(amount) }),
    ...(held && { held: storedMoney(held) }),
    ...(sharedAmount && { sharedAmount: storedMoney(sharedAmount) }),
    ...(refundedTotal && { refundedTotal: { ...refundedTotal, minor: refundedTotal.minor.toString() } }),
    ...(amountRefundedMinor !== undefined && { amountRefundedMinor: amountRefundedMinor.toString() }),
  } as StoredFacts<Facts>;
}

/** The inverse of `storedFacts`. Changes and returns the object that it is given. */
export function readFacts<Facts extends object>(stored: StoredFacts<Facts>): Facts {
  const { amount, held, sharedAmount, refundedTotal, amountRefundedMinor } = stored as StoredFacts<Amounts>;
  const facts = stored as Amounts;
  if (amount) facts.amount = readMoney(amount);
  if (held) facts.held = readMoney(held);
  if (sharedAmount) facts.sharedAmount = readMoney(sharedAmount);
  if (refundedTotal) facts.refundedTotal = { ...refundedTotal, minor: BigInt(refundedTotal.minor) };
  if (amountRefundedMinor !== undefined) facts.amountRefundedMinor = BigInt(amountRefundedMinor);
  return facts as Facts;
}

const storedMoney = (money: Money): StoredFacts<Money> => ({
  ...money,
  amountMinor: money.amountMinor.toString(),
});
const readMoney = (money: StoredFacts<Money>): Money => ({
  ...money,
  amountMinor: BigInt(money.amountMinor),
});
