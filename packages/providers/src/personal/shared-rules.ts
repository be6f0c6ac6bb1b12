/** Words of a key under which providers write data of people: `buyer_email_address`, `shopperEmail`. */
const WORDS: ReadonlySet<string> = new Set(
  [
    'email mail phone telephone mobile msisdn fax whatsapp contact',
    'address addresses street city town locality suburb zip zipcode postal postcode postalcode line1 line2 line3',
    'surname firstname lastname middlename fullname givenname familyname nickname holder cardholder signatory',
    'iban bic vpa upi bin pan last4 fingerprint',
    'ip gstin taxid ssn dob birth birthday birthdate passport avatar latitude longitude company',
  ].flatMap((line) => line.split(' ')),
);

/** Several words that are personal together: digits of a card, its expiry, and the ids of tax offices. */
const TOGETHER =
  /(?:^|_)(?:last_(?:4|four)|card_(?:number|summary)|account_number|exp_(?:month|year)|(?:tax|vat)_(?:ids?|numbers?)|user_agent|date_of_birth)(?:_|$)/;

/** What a name belongs to if it is not a person's: the word before `name`, or a key above it. */
const THINGS =
  /^(?:product|products|plan|plans|price|prices|variant|item|items|line|lines|event|gateway|source|discount|coupon|merchant|store|shop|brand|currency|tax|tier|feature)$/;

/** Containers of the merchant's own keys. A merchant may write anything into them. */
const OF_THE_MERCHANT =
  /(?:^|_)(?:metadata|notes|custom|custom_data|note_attributes|passthrough|user_data|udf\d*|additional_information)$/;

/** Keys of the merchant's that name an id: `order_id`. */
const ID_KEY = /(?:^|_)(?:id|ids|ref|reference|number|no|code|sku|key|plan|order|cart)$/;
const ID = /^[\w.:#/-]{1,80}$/;

/** `buyerEmailAddress` as `buyer_email_address`. */
const snake = (key: string): string =>
  key
    .replaceAll(/([a-z\d])([A-Z])/g, '$1_$2')
    .replaceAll(/[^\p{L}\p{N}]+/gu, '_')
    .toLowerCase();

/** Whether everything below a key is personal, by its name and the keys above it. */
export function isPersonalKey(path: readonly string[]): boolean {
  const own = snake(path.at(-1) ?? '');
  const words = own.split('_');
  if (words.some((word) => WORDS.has(word)) || TOGETHER.test(own)) return true;
  return /^names?$/.test(words.at(-1) ?? '') && !isOfThing(path);
}

/** Whether a key names or describes a thing: `product.description`. */
export function isOfThing(path: readonly string[]): boolean {
  const [own = '', above = ''] = path.toReversed().map(snake);
  const words = own.split('_');
  if (!/^(?:names?|titles?|descriptions?)$/.test(words.at(-1) ?? '')) return false;
  return THINGS.test((words.length > 1 ? words.at(-2) : above.split('_').at(-1)) ?? '');
}

/** Whether a value is in a container of the merchant's own keys, and not an id. */
export function isOfMerchant(path: readonly string[], text: string): boolean {
  const keys = path.map(snake);
  const within = keys.findIndex((key) => OF_THE_MERCHANT.test(key));
  if (within === -1) return false;
  // The container itself may be the merchant's id: `custom`.
  const isId = within === keys.length - 1 ? /\d/.test(text) : ID_KEY.test(keys.at(-1) ?? '');
  return !(isId && ID.test(text));
}

const EMAIL = /[^\s"@<>]{1,64}(?:@|%40)[^\s"@<>]{1,200}\.[a-z]{2}/i;
const PHONE = /^(?:\+|00)\d[\d\s().-]{6,}$/;
const IP = /^(?:\d{1,3}(?:\.\d{1,3}){3}|(?:[\da-f]{0,4}:){3,7}[\da-f]{0,4})$/i;
const IBAN = /^[A-Z]{2}\d{2}[\dA-Z]{11,30}$/;
const CARD = /^[3-6]\d{14,15}$/;
const HIDDEN_CARD = /[•*xX]{2,}[\s•*xX-]*\d{2,4}$/;
/** Text with white space may say anything about anybody, unless it is a time or an amount: `EUR 59.90`. */
const FREE_TEXT = /\S\s+\S/;
const HARMLESS_TEXT =
  /^(?:\d{4}-\d\d-\d\d[ T][\d:.]+(?: ?[+-]?[\d:A-Z]*)?|[A-Z]{3} -?[\d.,]+|-?[\d.,]+ [A-Z]{3}|\d+ (?:day|week|month|year)s?)$/;

/** Whether a value is personal by its form, whatever its key: an address of mail or network, a phone, an account or a card. */
export const looksPersonal = (text: string): boolean =>
  EMAIL.test(text) ||
  PHONE.test(text) ||
  IP.test(text) ||
  HIDDEN_CARD.test(text) ||
  (CARD.test(text) && passesLuhn(text)) ||
  (IBAN.test(text) && isIban(text));

/** Whether a value is free text, in which people are named. */
export const isFreeText = (text: string): boolean => FREE_TEXT.test(text) && !HARMLESS_TEXT.test(text);

/** ISO/IEC 7812: the check digit of a card's number. */
function passesLuhn(digits: string): boolean {
  const sum = Array.from(digits)
    .toReversed()
    .reduce((total, digit, at) => {
      const doubled = Number(digit) * (at % 2 === 0 ? 1 : 2);
      return total + (doubled > 9 ? doubled - 9 : doubled);
    }, 0);
  return sum % 10 === 0;
}

/** ISO 13616: the check digits of an account's number. */
const isIban = (text: string): boolean =>
  BigInt(
    Array.from(`${text.slice(4)}${text.slice(0, 4)}`, (letter) => Number.parseInt(letter, 36)).join(''),
  ) %
    97n ===
  1n;
