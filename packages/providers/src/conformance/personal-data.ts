/** An address with a dot in its domain: some providers' ids hold an `@`. */
export const EMAIL = /[^\s"@]{1,64}@[^\s"@]{1,200}\.[a-z]{2}/i;
/** Keys under which providers write names, phone numbers and addresses of people. */
const PERSONAL_KEYS =
  /^(name|full_name|first_name|last_name|given_name|surname|phone|contact|national_number|address_line_1|line1|vpa)$/;

/** The personal data in a body: e-mail addresses anywhere, and the text under keys for names, numbers or addresses. */
export function personalDataIn(value: unknown, key = ''): readonly string[] {
  if (typeof value === 'string')
    return EMAIL.test(value) || (PERSONAL_KEYS.test(key) && value) ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, child]) => personalDataIn(child, name));
}

/** Every text in a value, however deep. */
export function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
