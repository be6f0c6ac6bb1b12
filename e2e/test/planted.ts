import { randomBytes } from 'node:crypto';

/** Words that occur nowhere else: if one appears, data has leaked. */
export function createPlanted() {
  const all: string[] = [];
  const remember = (word: string) => {
    all.push(word);
    return word;
  };
  return {
    word: (of: string) => remember(`planted-${of}-${randomBytes(6).toString('hex')}`),
    /** A key of an API, of letters and digits alone. */
    key: (prefix: string) => prefix + remember(randomBytes(12).toString('hex')),
    /** Sixteen digits that pass for a card's: Luhn's check digit is right. */
    cardNumber: () => {
      const digits = `4${Array.from(randomBytes(14), (byte) => byte % 10).join('')}`;
      return remember(`${digits}${luhn(digits)}`);
    },
    /** The words that occur in a text: plain, in hexadecimal as Postgres shows bytes, or in base64 as the queue stores bodies. */
    foundIn: (text: string): string[] =>
      all.filter((word) => spellings(word).some((spelled) => text.includes(spelled))),
  };
}
export type Planted = ReturnType<typeof createPlanted>;

function luhn(digits: string): number {
  const sum = Array.from(digits)
    .toReversed()
    .reduce((total, digit, at) => {
      const doubled = Number(digit) * (at % 2 === 0 ? 2 : 1);
      return total + (doubled > 9 ? doubled - 9 : doubled);
    }, 0);
  return (10 - (sum % 10)) % 10;
}

/** In base64 a word has three spellings, depending on its position; its first and last characters depend on its neighbours. */
function spellings(word: string): string[] {
  const base64 = [0, 1, 2].map((offset) => {
    const encoded = Buffer.from(`${' '.repeat(offset)}${word}`)
      .toString('base64')
      .replaceAll('=', '');
    return encoded.slice(offset === 0 ? 0 : 4, -2);
  });
  return [word, Buffer.from(word).toString('hex'), ...base64];
}
