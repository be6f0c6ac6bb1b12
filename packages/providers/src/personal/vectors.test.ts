import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { EMAIL, PHONE } from '../conformance/expectations.ts';
import { maskBody } from './mask-body.ts';
import { policyOf } from './policies.ts';

const folder = new URL('../../../../../shared/vectors/', import.meta.url);

interface Vector {
  readonly name: string;
  readonly provider: string;
  readonly body: Buffer;
}

/** The bodies of real deliveries and of the vectors of providers' libraries. */
const vectors: readonly Vector[] = existsSync(folder)
  ? readdirSync(folder, { recursive: true })
      .map(String)
      .filter((name) => name.endsWith('.json') && !/headers|meta\.json/.test(name))
      .flatMap((name) => {
        const content = readFileSync(new URL(name, folder));
        const [provider = ''] = name.replace(/^more\//, '').split(/[./-]/);
        if (name.endsWith('.body.json')) return [{ name, provider, body: content }];
        return bodiesIn(JSON.parse(content.toString())).map((body, at) => ({
          name: `${name} ${at}`,
          provider,
          body,
        }));
      })
  : [];

/** The values of `body` and `payload` in a file of vectors. */
function bodiesIn(value: unknown): readonly Buffer[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) =>
    typeof child === 'string' && (key === 'body' || key === 'payload')
      ? [Buffer.from(child)]
      : bodiesIn(child),
  );
}

describe.skipIf(vectors.length === 0)('real bodies (skipped without ../shared/vectors)', () => {
  it.each(vectors)('$name has nothing personal when it is masked', ({ provider, body }) => {
    const { text, masked } = maskBody(policyOf(provider) ? provider : 'standard', body);
    const texts = [...text.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, inside = '']) => inside);
    expect(texts.filter((value) => EMAIL.test(value) || PHONE.test(value))).toEqual([]);
    for (const [, name = ''] of body.toString().matchAll(PERSON)) {
      expect(masked).not.toEqual([]);
      expect(texts).not.toContain(name);
    }
  });
});

/** Values of keys under which people's names and addresses are, as a plain search finds them. */
const PERSON =
  /"(?:given_name|surname|first_name|last_name|full_name|cardHolderName|shopperName|line1|address_line_1|admin_area_2|postal_code|email|email_address|phone)"\s*:\s*"([^"]+)"/g;
