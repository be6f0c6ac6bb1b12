import { providers, variableName } from '@payspool/providers';
import { SCENARIOS, type SimulatedDelivery, simulatorOf } from '@payspool/providers/simulator';
import { describe, expect, it } from 'vitest';
import { explain } from './explain.ts';
import type { Question } from './settings-of.ts';

// Every provider of the registry, with a delivery of each type that its simulator sends. A new provider is tested without a change here.

const NOW = new Date('2026-03-02T12:00:00Z');
const DAY_MS = 86_400_000;
const context = { uid: 'abcdefghijkl', startsAt: NOW };

const subjects = await Promise.all(
  providers.map(async (provider) => {
    const simulator = simulatorOf(provider);
    const [account, stranger] = await Promise.all(
      [1, 2].map(() => simulator.createCredentials({ now: NOW })),
    );
    const env = { ...account?.env, PAYSPOOL_MODE: 'test' };
    const asked = ({ body: unsignedBody, occurredAt }: SimulatedDelivery): Question => {
      const { headers, body, pathSuffix } = simulator.sign({
        body: unsignedBody,
        sentAt: occurredAt,
        path: `/webhooks/${provider.slug}`,
        signing: account?.signing ?? {},
      });
      return {
        slug: provider.slug,
        headers: Object.fromEntries(
          Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
        ),
        body,
        path: `/webhooks/${provider.slug}${pathSuffix}`,
        at: occurredAt,
        trustPems: [],
        env,
      };
    };
    const deliveries = SCENARIOS.flatMap((name) => simulator.scenarios[name]?.(context).deliveries ?? []);
    const oneOfEachType = new Map(deliveries.map((delivery) => [delivery.type, delivery]));
    const questions = [...oneOfEachType.values()].map(asked);
    const own = new Set(provider.recognises.headers.flatMap(({ names }) => names));
    const signatureHeaders = ({ headers }: Question) => Object.keys(headers).filter((name) => own.has(name));
    const isSigned = (question: Question) =>
      signatureHeaders(question).length > 0 || simulator.signatureInBody !== undefined;
    return {
      provider,
      simulator,
      env,
      strangersEnv: { ...stranger?.env, PAYSPOOL_MODE: 'test' },
      questions,
      signed: questions.filter(isSigned),
      unsigned: questions.filter((question) => !isSigned(question)),
      signatureHeaders,
      isOwnVariable: (text: string) =>
        Object.keys(provider.settings.shape).some((key) => text.includes(variableName(provider.slug, key))),
      credentials: [...Object.values(account?.signing ?? {}), ...Object.values(account?.env ?? {})].filter(
        (text) => text.length >= 16 && !text.startsWith('https://'),
      ),
    };
  }),
);
const bySlug = subjects.map((subject) => [subject.provider.slug, subject] as const);

/** Providers that sign a time, by their documentation. */
const TIMED = ['apple', 'cashfree', 'dodo', 'paddle', 'paymentkit', 'paypal', 'polar', 'standard', 'stripe'];

/** The environment of a deployment that has all providers. */
const everyEnv = Object.assign({}, ...subjects.map(({ env }) => env)) as Question['env'];

describe.each(bySlug)('%s', (slug, subject) => {
  const { provider, simulator, questions, signed, unsigned } = subject;
  const [first] = questions;
  if (!first) throw new Error('the simulator has no delivery');

  it('explains what each delivery of its simulator means', async () => {
    for (const question of questions)
      expect(await explain(question)).toMatchObject({
        valid: true,
        eventKey: expect.stringMatching(/^[\x21-\x7e]{1,255}$/),
        type: expect.stringMatching(/./),
      });
  });

  it('says of a changed byte that the signature does not match, and what to do', async () => {
    for (const question of signed) {
      const [changed = question.body] = simulator.signatureInBody?.alter(question.body) ?? [
        flipped(question.body),
      ];
      const explanation = await explain({ ...question, body: changed });
      expect(explanation).toMatchObject({ valid: false, code: 'signature_mismatch' });
      expect(reasonOf(explanation)).toMatch(/[Ss]ave the body byte for byte|Compare [A-Z_]+ with/);
    }
  });

  it('says of a wrong secret which setting to compare', async () => {
    for (const question of questions) {
      const explanation = await explain({ ...question, env: subject.strangersEnv });
      expect(explanation).toMatchObject({
        valid: false,
        code: expect.stringMatching(/^(signature_mismatch|token_mismatch|certificate_untrusted)$/),
      });
      expect(reasonOf(explanation)).toSatisfy(subject.isOwnVariable);
    }
  });

  it('says of a stale delivery how to give its time, if a time is signed', async () => {
    for (const question of signed) {
      const late = await explain({ ...question, at: new Date(question.at.getTime() + 400 * DAY_MS) });
      if (!TIMED.includes(slug) && late.valid) continue;
      expect(late).toMatchObject({ valid: false, code: 'timestamp_stale' });
      expect(reasonOf(late)).toContain('--at');
    }
  });

  it('names each signature header that is missing', async () => {
    for (const question of signed)
      for (const name of subject.signatureHeaders(question)) {
        const { [name]: _, ...headers } = question.headers;
        const explanation = await explain({ ...question, headers });
        expect(explanation).toMatchObject({ valid: false, code: 'signature_missing' });
        expect(reasonOf(explanation).toLowerCase()).toContain(name);
        expect(reasonOf(explanation)).toContain('Save every header');
      }
  });

  it('says of a body without its signature that it is missing', async () => {
    const { signatureInBody } = simulator;
    if (!signatureInBody) return;
    for (const question of signed) {
      const body = signatureInBody.replace(question.body, () => undefined);
      expect(await explain({ ...question, body })).toMatchObject({ valid: false, code: 'signature_missing' });
    }
  });

  it('says how to give the path of a delivery without a signature, and what is asked about it', async () => {
    for (const question of unsigned) {
      const without = await explain({ ...question, path: undefined });
      expect(without).toMatchObject({ valid: false, code: 'token_mismatch' });
      expect(reasonOf(without)).toContain(`--path with the path to which it was posted, /webhooks/${slug}/`);
      expect(await explain(question)).toMatchObject({
        valid: true,
        events: [],
        hint: true,
        asks: [{ request: expect.stringMatching(/^GET https:\/\/api\./) }],
      });
    }
  });

  it('says without any settings which one is needed', async () => {
    const refusal = explain({ ...first, env: {} });
    await expect(refusal).rejects.toMatchObject({ code: 'usage' });
    await expect(refusal).rejects.toThrow(`set ${slug.toUpperCase()}_`);
  });

  it('is recognised among all providers, and says by what', async () => {
    for (const question of questions) {
      const path = subject.signatureHeaders(question).length > 0 ? undefined : question.path;
      const asked = { ...question, slug: 'auto', path };
      const expected = {
        provider: slug,
        valid: true,
        recognisedBy: expect.stringMatching(/^the (header|body)/),
      };
      expect(await explain(asked)).toMatchObject(expected);
      expect(await explain({ ...asked, env: everyEnv })).toMatchObject(expected);
    }
  });

  it('takes each of its settings by --setting, in place of the environment', async () => {
    const given = Object.keys(provider.settings.shape).flatMap((key) => {
      const value = (subject.env as Question['env'])[variableName(slug, key)];
      return value === undefined ? [] : [{ key, value }];
    });
    const byKey = given.map(({ key, value }) => ({ name: key, value }));
    const byVariable = given.map(({ key, value }) => ({ name: variableName(slug, key), value }));
    for (const settings of [byKey, byVariable])
      expect(await explain({ ...first, settings, env: { PAYSPOOL_MODE: 'test' } })).toMatchObject({
        valid: true,
      });
  });

  it('never quotes a credential', async () => {
    const texts = await Promise.all(
      questions.flatMap((question) =>
        [question, { ...question, env: subject.strangersEnv }, { ...question, headers: {} }].map(
          async (asked) => JSON.stringify(await explain(asked)),
        ),
      ),
    );
    for (const credential of subject.credentials)
      expect(texts.every((text) => !text.includes(credential))).toBe(true);
  });
});

const reasonOf = (explanation: Awaited<ReturnType<typeof explain>>): string =>
  explanation.valid ? '' : explanation.reason;

/** A copy with one bit changed in the middle. */
function flipped(body: Buffer): Buffer {
  const changed = Buffer.from(body);
  changed[body.length >> 1] = (changed[body.length >> 1] ?? 0) ^ 1;
  return changed;
}
