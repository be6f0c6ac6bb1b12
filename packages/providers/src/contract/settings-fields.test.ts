import { describe, expect, it } from 'vitest';
import { secret, secretList, wordList } from './settings-fields.ts';

const field = secretList('Secrets.');
const messages = (given: unknown, of = field) =>
  of.safeParse(given).error?.issues.map(({ path, message }) => [...path, message].join(': ')) ?? [];

describe('a text is one secret, without any change', () => {
  it.each([
    'k3jw8q,hT5b9s7c2,pQ',
    'new,old',
    'two words; and more',
    `it's "quoted" inside`,
    'Schlüssel-ключ-鍵-🔑',
    'a=b&c=d\\n',
    '{not json}',
    'a[0]',
    '0x1f',
  ])('%s', (text) => {
    expect(field.parse(text)).toEqual([text]);
    expect(field.parse(` \t${text}\r\n`)).toEqual([text]);
  });

  it('an empty text is no secret', () => {
    expect(field.parse(undefined)).toEqual([]);
    expect(field.parse(' \n')).toEqual([]);
    expect(field.parse('[]')).toEqual([]);
  });
});

describe('a text that begins with [ is a JSON array of secrets, newest first', () => {
  it.each<[string, readonly string[]]>([
    ['["new","old"]', ['new', 'old']],
    ['\n[\n  "new",\n  "old"\n]\n', ['new', 'old']],
    ['["one, with a comma"]', ['one, with a comma']],
    ['["[begins with a bracket"]', ['[begins with a bracket']],
    [String.raw`["\"in quotation marks\""]`, ['"in quotation marks"']],
    ['[" space around "]', [' space around ']],
    [String.raw`["caf\u00e9"]`, ['café']],
  ])('%s', (text, secrets) => expect(field.parse(text)).toEqual(secrets));

  it('a list in YAML is a list of secrets', () => {
    expect(field.parse(['one, with a comma', '[b', '"c"'])).toEqual(['one, with a comma', '[b', '"c"']);
  });

  it.each([
    ['[sesame,older]', /^begins with \[ but is not a JSON array/],
    ['["sesame"', /^begins with \[ but is not a JSON array/],
    ['["sesame",]', /^begins with \[ but is not a JSON array/],
    ["['sesame']", /^begins with \[ but is not a JSON array/],
    ['[ your secret ]', /^begins with \[ but is not a JSON array/],
    ['[sesame', /^begins with \[ but is not a JSON array/],
    ['["sesame",7]', /^is a JSON array with other values than texts/],
    ['[["sesame"]]', /^is a JSON array with other values than texts/],
    ['["a",""]', /^1: is empty$/],
  ])('%s is refused, and not quoted', (text, sentence) => {
    const found = messages(text);
    expect(found).toEqual([expect.stringMatching(sentence)]);
    expect(found.join()).not.toContain('sesame');
  });

  it('every wrong entry is reported with its position', () => {
    expect(messages('["sk_live_sesame","good-one","Bearer sesame"]')).toEqual([
      '0: looks like an API key (sk_…, rk_…, pk_…): the secret of the webhook endpoint belongs here',
      '2: looks like an Authorization header',
    ]);
  });

  it('at most 32 secrets are accepted', () => {
    expect(messages(JSON.stringify(Array(33).fill('sesame')))).toEqual(['has more than 32 secrets']);
  });
});

describe('a text that cannot be a secret of any provider is refused, and not quoted', () => {
  const DAMAGED = [
    ['sesame\nolder', 'contains a line break'],
    ['sesame\r\nolder\r\n', 'contains a line break'],
    ['ses\tame', 'contains a control character'],
    ['ses\u0000ame', 'is not text in UTF-8'],
    [Buffer.from('sesame', 'utf16le').toString(), 'is not text in UTF-8'],
    [
      Buffer.concat([Buffer.of(0xff, 0xfe), Buffer.from('sesame', 'utf16le')]).toString(),
      'is not text in UTF-8',
    ],
    [Buffer.from('s\u00e9same', 'latin1').toString(), 'is not text in UTF-8'],
    ['\uFEFFsesame', 'begins with a byte order mark'],
    [String.raw`["ses\ud83dame"]`, '0: contains half a character'],
  ] as const;
  const WRAPPED = [
    ['"sesame"', 'is in quotation marks'],
    ["'sesame'", 'is in quotation marks'],
    ['`sesame`', 'is in quotation marks'],
    ['“sesame”', 'is in quotation marks'],
    ['„sesame“', 'is in quotation marks'],
    ['‘sesame’', 'is in quotation marks'],
    ['«sesame»', 'is in quotation marks'],
    ['""', 'is in quotation marks'],
    ['\'["sesame"]\'', 'is in quotation marks'],
    ['sesame\u200b', 'begins or ends with white space or invisible characters'],
    ['\u00a0sesame', 'begins or ends with white space or invisible characters'],
  ] as const;
  const OTHER_KINDS = [
    ['-----BEGIN PRIVATE KEY-----\nsesame\n-----END PRIVATE KEY-----', 'looks like a PEM block'],
    ['https://sesame.example/hook', 'looks like a URL'],
    ['redis://:sesame@host', 'looks like a URL'],
    ['{"secret":"sesame"}', 'looks like a JSON object'],
    ['Bearer sesame', 'looks like an Authorization header'],
    ['STRIPE_WEBHOOK_SECRETS=sesame', 'looks like a line of an environment file'],
    ['export MY_SECRET=sesame', 'looks like a line of an environment file'],
    ['/run/secrets/sesame', 'looks like the path of a file'],
    ['./sesame.txt', 'looks like the path of a file'],
  ] as const;
  const NO_SIGNING_SECRETS = [
    ['v1,whsec_sesame', 'begins with v1, as some dashboards show it'],
    ['v1,sesame=', 'looks like a signature (v1,…)'],
    ['v1a,sesame=', 'looks like a signature (v1,…)'],
    ['t=1767268800,v1=sesame', 'looks like a signature header'],
    ['sk_test_sesame', 'looks like an API key'],
    ['sk_live_sesame', 'looks like an API key'],
    ['rk_live_sesame', 'looks like an API key'],
    ['pk_test_sesame', 'looks like an API key'],
    ['rzp_live_sesame', 'looks like a key id of Razorpay'],
    ['rzp_test_sesame', 'looks like a key id of Razorpay'],
  ] as const;
  const PLACEHOLDERS = [
    '<your secret>',
    '<sesame>',
    'changeme',
    'CHANGE_ME',
    'replace-me',
    'your_webhook_secret_here',
    'whsec_your_signing_secret',
    'whsec_...',
    'whsec_…',
    'whsec_xxxxxxxx',
    'xxx',
    'XXXX-XXXX',
    '********',
    '••••••••',
    '...',
    '${STRIPE_SECRET}',
    '$(cat /run/secrets/stripe)',
    '{{ .Values.secret }}',
    '$STRIPE_SECRET',
    '%STRIPE_SECRET%',
    'TODO',
    'placeholder',
    'insert your secret here',
  ].map((text) => [text, 'looks like a placeholder'] as const);

  it.each([...DAMAGED, ...WRAPPED, ...OTHER_KINDS, ...NO_SIGNING_SECRETS, ...PLACEHOLDERS])(
    '%j in a list',
    (text, begins) => {
      const found = messages(text);
      expect(found).toHaveLength(1);
      expect(found[0]?.slice(0, begins.length)).toBe(begins);
      expect(JSON.stringify(field.safeParse(text).error)).not.toContain('sesame');
    },
  );

  it.each([...OTHER_KINDS, ...NO_SIGNING_SECRETS, ...PLACEHOLDERS])(
    '%j as the entry of an array',
    (text, begins) => {
      expect(messages([text])).toEqual([expect.stringContaining(`0: ${begins}`)]);
    },
  );

  it.each([...DAMAGED.slice(0, -1), ...WRAPPED, ...OTHER_KINDS, ...PLACEHOLDERS])(
    '%j as a single one',
    (text, begins) => {
      const { error } = secret('One.').safeParse(text);
      expect(error?.issues.map(({ message }) => message)).toEqual([expect.stringContaining(begins)]);
      expect(JSON.stringify(error)).not.toContain('sesame');
    },
  );
});

it('an API key is no mistake for a provider that signs with it, and other mistakes still are', () => {
  const keys = secretList('Keys.', { prefix: 'sk_', isApiKey: true });
  expect(keys.parse('sk_live_sesame')).toEqual(['sk_live_sesame']);
  expect(messages('pk_live_sesame', keys)).toEqual([
    'does not begin with sk_, as every secret of the provider does',
  ]);
  expect(messages('sk_...', keys)).toEqual(['looks like a placeholder that was not filled in']);
  expect(messages('t=1767268800,v1=sesame', keys)).toEqual([
    expect.stringContaining('looks like a signature header'),
  ]);
});

it('a text that a person may have chosen is not a placeholder', () => {
  for (const text of [
    'mysecretpassword',
    'my_secret',
    'whsec_test_secret',
    'xyzxxx123',
    'your-3fTz9',
    'a...b',
    '$abc',
    'here-we-go-9',
    'AAAA',
  ])
    expect([text, messages(text)]).toEqual([text, []]);
});

it('only ASCII white space around a single secret is removed; brackets and commas stay', () => {
  const single = secret('One.');
  expect(single.parse(' ["a","b"], c\n')).toBe('["a","b"], c');
  expect(single.safeParse(' ').error?.issues.map(({ message }) => message)).toEqual(['is empty']);
});

it('values that are not secret are separated by commas', () => {
  expect(wordList('Ids.').parse(' new , old,\n')).toEqual(['new', 'old']);
});
