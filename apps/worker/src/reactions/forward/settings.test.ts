import { type Env, readConfig } from '@payspool/runtime';
import { topicNames } from '@payspool/events';
import { describe, expect, it } from 'vitest';
import { ForwardSettings, refineForwards } from './settings.ts';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const OLDER = 'whsec_b2xkb2xkb2xkb2xkb2xkb2xkb2xkb2xk';
const schema = ForwardSettings.superRefine(refineForwards);

const read = (forwardUrls: string, env: Env = {}) =>
  readConfig(schema, { ...env, FORWARD_URLS: forwardUrls });

function problemsOf(forwardUrls: string, env?: Env): readonly string[] {
  try {
    read(forwardUrls, env);
  } catch (error) {
    return (error as { readonly problems: readonly string[] }).problems;
  }
  return [];
}

describe('FORWARD_URLS', () => {
  it('is a list in YAML', () => {
    const yaml = `
- name: crm
  url: https://crm.example.com/hooks
  secret: ${SECRET}
  topics: [order.*, subscription.canceled]
- name: books-2
  url: https://books.example.com
  secret:
    - ${SECRET}
    - ${OLDER}
`;
    const { forwardUrls } = read(yaml);
    expect(forwardUrls.map(({ name, url, secrets }) => [name, url.href, secrets])).toEqual([
      ['crm', 'https://crm.example.com/hooks', [SECRET]],
      ['books-2', 'https://books.example.com/', [SECRET, OLDER]],
    ]);
    const [crm, books] = forwardUrls;
    expect(crm?.topics.filter((topic) => !topic.startsWith('order.'))).toEqual(['subscription.canceled']);
    expect(crm?.topics).toContain('order.charged_back');
    expect(books?.topics).toEqual(topicNames);
  });

  it('can also be JSON, and contains a topic once if several patterns match it', () => {
    const topics = ['order.paid', 'order.*', 'order.paid'];
    const { forwardUrls } = read(
      JSON.stringify([{ name: 'a', url: 'https://a.example', secret: SECRET, topics }]),
    );
    expect(forwardUrls[0]?.topics.filter((topic) => topic === 'order.paid')).toHaveLength(1);
  });

  it('is empty by default, and allows no private addresses', () => {
    expect(readConfig(schema, {})).toEqual({
      forwardUrls: [],
      forwardTimeoutMs: 10_000,
      forwardAllowPrivate: false,
    });
  });

  it('allows http:// only together with private addresses', () => {
    const list = JSON.stringify([{ name: 'a', url: 'http://crm.internal', secret: SECRET }]);
    expect(problemsOf(list)).toEqual([
      'FORWARD_URLS: 0.url: expected https://…; http:// needs FORWARD_ALLOW_PRIVATE=true',
    ]);
    expect(problemsOf(list, { FORWARD_ALLOW_PRIVATE: 'true' })).toEqual([]);
  });

  it('reports every problem at once, without values', () => {
    const problems = problemsOf(`
- {name: CRM, url: 'ftp://u:hidden@crm.example?token=hidden', secret: whsec_hidden!}
- {name: a, url: 'https://u:hidden@a.example', secret: [], topics: [invoice.*, 'hidden']}
- {name: a, url: 'https://a.example', secret: ${SECRET}, hidden: hidden}
- {name: a, url: hidden, secret: whpk_hidden, topics: []}
- hidden
`);
    expect(problems).toEqual([
      'FORWARD_URLS: 0.name: expected 1 to 40 lower-case letters, digits and -',
      'FORWARD_URLS: 0.url: expected https://…',
      'FORWARD_URLS: 0.secret.0: a secret is base64, with or without whsec_ before it',
      'FORWARD_URLS: 1.url: a user and password in the URL would not be sent: remove them',
      expect.stringMatching(/^FORWARD_URLS: 1\.secret: /),
      expect.stringMatching(/^FORWARD_URLS: 1\.topics\.0: matches no topic/),
      expect.stringMatching(/^FORWARD_URLS: 1\.topics\.1: matches no topic/),
      'FORWARD_URLS: 2: unknown keys: only name, url, secret and topics are allowed',
      'FORWARD_URLS: 3.url: expected https://…',
      'FORWARD_URLS: 3.secret.0: a whpk_ key verifies and cannot sign: use a whsec_ secret',
      expect.stringMatching(/^FORWARD_URLS: 3\.topics: /),
      expect.stringMatching(/^FORWARD_URLS: 4: /),
      'FORWARD_URLS: 2.name: the same name as entry 1',
      'FORWARD_URLS: 3.name: the same name as entry 1',
    ]);
    expect(problems.join()).not.toContain('hidden');
  });

  it('contains each name once', () => {
    const entry = { name: 'a', url: 'https://a.example', secret: SECRET };
    expect(problemsOf(JSON.stringify([entry, { ...entry, name: 'b' }, entry]))).toEqual([
      'FORWARD_URLS: 2.name: the same name as entry 0',
    ]);
  });

  it.each([
    ['- name: a\n  url: "https://hidden', 'FORWARD_URLS: not valid YAML at line 2'],
    ['https://crm.example?token=hidden', 'FORWARD_URLS: expected a list'],
    ['{"name": "hidden"}', 'FORWARD_URLS: expected a list'],
    ['!hidden x', 'FORWARD_URLS: expected a list'],
  ])('%j is refused', (text, problem) => {
    expect(problemsOf(text)).toEqual([problem]);
  });
});
