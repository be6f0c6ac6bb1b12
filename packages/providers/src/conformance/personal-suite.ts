import { describe, expect, it } from 'vitest';
import { maskBody, personalValues, policyOf } from '../personal/index.ts';
import { EMAIL, PHONE } from './expectations.ts';
import { NOW, type Subject } from './subject.ts';

/** Tests that nothing personal is left in a masked body. */
export function personalSuite({ provider, simulator, account, fixtures }: Subject): void {
  // `fake` is not in the registry of policies.
  const isRegistered = provider.slug !== 'fake';
  const policy = policyOf(provider.slug);
  const played = Object.entries(simulator.scenarios).flatMap(([scenario, play]) =>
    play({ uid: 'a1b2c3d4e5f6', startsAt: NOW }).deliveries.map(({ type, body }, at) => ({
      name: `${scenario} ${at} ${type}`,
      content: body,
      body,
    })),
  );

  it.runIf(isRegistered)('has its policy of personal data in the list of policies', () => {
    expect(policy).toBe(provider.personal);
  });

  describe.runIf(isRegistered).each([...fixtures, ...played])(
    'the personal data in $name',
    ({ body, content }) => {
      it('is masked, and the ids and the type stay', () => {
        const { text, masked } = maskBody(provider.slug, body);
        expect(masked).not.toEqual(['']);
        const personal = peopleIn(contentOf(content));
        expect(personal.filter((value) => quoted(text).includes(value))).toEqual([]);
        expect(quoted(text).filter((value) => EMAIL.test(value) || PHONE.test(value))).toEqual([]);
        const { type } = provider.identify({ headers: {}, body });
        if (type !== undefined && body.includes(`"${type}"`)) expect(text).toContain(`"${type}"`);
      });
    },
  );

  it.runIf(isRegistered).each(fixtures)(
    'a personal value of $name is in no event, error or warning',
    ({ body, content }) => {
      const values = personalValues(provider.slug, body).map(({ value }) => JSON.stringify(value));
      const planted = values.reduce(
        (text, value) => text.replaceAll(value, JSON.stringify(PLANTED)),
        content.toString(),
      );
      const changed = simulator.encode?.(Buffer.from(planted)) ?? Buffer.from(planted);
      expect(said(() => account.normalise(changed, { signedAt: NOW }))).not.toContain('Planted');
    },
  );
}

/** Text that no provider sends. */
const PLANTED = 'Planted Person 7 <planted@person.example>';

/** What is stored and logged of a reading: its result, or its error. */
function said(read: () => unknown): string {
  try {
    return JSON.stringify(read(), (key, value: unknown) =>
      // The hint of a question is a body, and is stored as one. A field with the merchant's own id may have other content.
      key === 'body' || key === 'merchantRef' ? undefined : typeof value === 'bigint' ? String(value) : value,
    );
  } catch (error) {
    return String(error);
  }
}

/** Keys with the data of people, whatever they are in. */
const OF_PEOPLE =
  /^(?:(?:full|first|last|given|family|sur|billing|user|customer|shopper|public|consumer|card_?holder|credit_card)_?name|surname|card_?holder|(?:customer_)?phone|national_number|phone_number|contact|vpa|upi_id|line1|address_line_1|street|city|town_city|zip|zipcode|postal_code|last_?4|card_last_four|ip_address|payment_ip)$/i;
/** Objects whose name is a person's. */
const PEOPLE = /customer|buyer|payer|subscriber|^user$|recipient|billing|shipping|ideal|destination|charge$/i;

/** The data of people in a body, as a plain search by keys finds it. */
function peopleIn(value: unknown, key = '', parent = ''): readonly string[] {
  if (typeof value === 'string')
    return value !== '' && (OF_PEOPLE.test(key) || (key === 'name' && PEOPLE.test(parent))) ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, child]) =>
    Array.isArray(value) ? peopleIn(child, key, parent) : peopleIn(child, name, key),
  );
}

/** Every text of a masked body. */
const quoted = (text: string): readonly string[] =>
  [...text.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, inside = '']) => JSON.parse(`"${inside}"`) as string);

function contentOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString()) as unknown;
  } catch {
    return Object.fromEntries(new URLSearchParams(body.toString()));
  }
}
