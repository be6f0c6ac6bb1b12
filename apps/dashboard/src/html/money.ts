import { html, type Html } from './html.ts';

export interface Amount {
  /** Minor units; null if the amount is not known. */
  readonly minor: bigint | null;
  /** Decimals of the currency; null if the currency is not known. */
  readonly exponent: number | null;
  /** Its code; null if it is not known. */
  readonly currency: string | null;
}

/** A no-break space, so that an amount stays in one line. */
const SPACE = '\u00a0';

/** `1 234.50`: whole digits in groups of three, every decimal. No float is involved. */
export function decimalText(minor: bigint, exponent: number): string {
  const digits = (minor < 0n ? -minor : minor).toString().padStart(exponent + 1, '0');
  const cut = digits.length - exponent;
  const whole = digits.slice(0, cut).replaceAll(/\B(?=(\d{3})+$)/g, SPACE);
  return `${minor < 0n ? '−' : ''}${whole}${exponent === 0 ? '' : `.${digits.slice(cut)}`}`;
}

/** `1 234.50 EUR`; `unknown` for an amount that no event names; minor units if the decimals are not known. */
export function moneyText({ minor, exponent, currency }: Amount): string {
  if (minor === null) return 'unknown';
  const number = exponent === null ? `${minor}${SPACE}minor units` : decimalText(minor, exponent);
  return currency === null ? number : `${number}${SPACE}${currency.toUpperCase()}`;
}

/** A longer amount, such as one of a token with 18 decimals, may break, so that it does not widen a column. */
const LONGEST = 20;

/** An amount with its currency's code, in tabular figures. */
export function money(amount: Amount): Html {
  const text = moneyText(amount);
  return html`<span class="${text.length > LONGEST ? 'num long' : 'num'}">${text}</span>`;
}
