import { expect, it } from 'vitest';
import { UnavailableError } from '../contract/errors.ts';
import { createRememberedAnswers } from './postback.ts';

function questions() {
  const state = { at: 0, asked: 0, answer: () => Promise.resolve('yes') };
  const once = createRememberedAnswers<string>(() => new Date(state.at));
  const ask = (transmissionId: string, body: string) =>
    once({ transmissionId, text: Buffer.from(body) }, () => {
      state.asked += 1;
      return state.answer();
    });
  return { state, ask };
}

it('sends one request for the same bytes, also while it waits for the answer, and another one after ten minutes', async () => {
  const { state, ask } = questions();
  expect(await Promise.all([ask('a', 'body'), ask('a', 'body')])).toEqual(['yes', 'yes']);
  state.at = 599_999;
  expect(await ask('a', 'body')).toBe('yes');
  expect(state.asked).toBe(1);
  state.at = 600_000;
  await ask('a', 'body');
  expect(state.asked).toBe(2);
});

it('sends another request if there was no answer', async () => {
  const { state, ask } = questions();
  state.answer = () => Promise.reject(new UnavailableError('away'));
  await expect(ask('a', 'body')).rejects.toThrow('away');
  state.answer = () => Promise.resolve('yes');
  expect(await ask('a', 'body')).toBe('yes');
});

it('limits requests for other bodies with the same transmission id, separately for each transmission', async () => {
  const { state, ask } = questions();
  for (let body = 0; body <= 10; body += 1) await ask('recorded', `body ${body}`);
  await expect(ask('recorded', 'one more')).rejects.toMatchObject({
    code: 'unavailable',
    retryAfterMs: 2_000,
  });
  expect(state.asked).toBe(11);
  for (let id = 0; id < 100; id += 1) expect(await ask(`genuine ${id}`, 'body')).toBe('yes');
  state.at += 2_000;
  expect(await ask('recorded', 'one more')).toBe('yes');
});
