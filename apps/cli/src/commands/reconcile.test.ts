import { DRIFT_CLASSES, type Finding, type ReconcileReport } from '@payspool/operations';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { finishReconcile } from './reconcile.ts';

let out: string[];
let err: string[];
beforeEach(() => {
  [out, err] = [[], []];
  vi.spyOn(console, 'log').mockImplementation((line: string) => void out.push(line));
  vi.spyOn(console, 'error').mockImplementation((line: string) => void err.push(line));
});
afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

const found = (change: Partial<Finding> = {}): Finding => ({
  provider: 'stripe',
  account: 'default',
  kind: 'payment_intent',
  id: 'pi_1',
  class: 'behind',
  rows: [
    {
      table: 'orders',
      key: 'cs_1',
      kind: 'different',
      columns: [{ column: 'status', stored: 'pending', derived: 'paid' }],
    },
  ],
  remedy: 'An event of this purchase is missing.',
  applied: false,
  ...change,
});

function reportOf(findings: readonly Finding[], change: Partial<ReconcileReport> = {}): ReconcileReport {
  const counts = Object.fromEntries(
    DRIFT_CLASSES.map((name) => [name, findings.filter((finding) => finding.class === name).length]),
  ) as ReconcileReport['counts'];
  const applied = findings.filter((finding) => finding.applied).length;
  return {
    read: 10,
    counts,
    applied,
    transitions: 0,
    findings: [...findings],
    unread: [],
    uncovered: [],
    ...change,
  };
}

const finish = (report: ReconcileReport, { isRehearsal = true, json = false, react = false } = {}) => {
  finishReconcile({ id: 7n, isRehearsal, report }, { json, react });
  return process.exitCode;
};

describe('the exit status of payspool reconcile', () => {
  const unread = [
    { what: 'stripe/default charge since 2026-01-01', reason: 'answered 429, after 8 attempts' },
  ];
  it.each<[string, ReconcileReport, boolean, number]>([
    ['0 if everything was read and nothing differs', reportOf([]), true, 0],
    ['3 if something differs', reportOf([found()]), true, 3],
    [
      '3 if one of two differences could not be recorded',
      reportOf([found({ applied: true }), found({ class: 'contradicts' })]),
      false,
      3,
    ],
    ['0 if every difference was recorded', reportOf([found({ applied: true })]), false, 0],
    [
      '0 for information',
      reportOf([found({ class: 'gone', rows: [] }), found({ class: 'elsewhere', rows: [] })]),
      true,
      0,
    ],
    ['1 if something could not be read, although nothing differs', reportOf([], { unread }), true, 1],
    ['1 if something could not be read, and something differs', reportOf([found()], { unread }), true, 1],
    [
      '0 if an account has no credentials and was not asked for',
      reportOf([], { uncovered: unread }),
      true,
      0,
    ],
  ])('is %s', (_, report, isRehearsal, status) => {
    expect(finish(report, { isRehearsal })).toBe(status);
  });
});

describe('payspool reconcile', () => {
  it('prints the rows that would change, and what to do', () => {
    finish(
      reportOf([
        found(),
        found({
          id: 'pi_2',
          class: 'missing',
          rows: [
            {
              table: 'orders',
              key: 'cs_2',
              kind: 'missing',
              columns: [{ column: 'status', stored: 'null', derived: 'paid' }],
            },
          ],
          remedy: 'Nothing was received.',
        }),
      ]),
    );
    expect(out).toEqual([
      'stripe/default payment_intent pi_1: behind',
      '  orders cs_1: status is pending, the provider shows paid',
      '  An event of this purchase is missing.',
      'stripe/default payment_intent pi_2: missing',
      '  orders cs_2 is missing: status paid',
      '  Nothing was received.',
      '10 objects read: 1 missing, 1 behind',
    ]);
  });

  it('names what was not read on stderr, and says so in the summary', () => {
    finish(reportOf([], { unread: [{ what: 'stripe/default charge', reason: 'answered 429' }] }));
    expect(err).toEqual(['not read: stripe/default charge: answered 429']);
    expect(out).toEqual(['10 objects read: nothing differs; not everything could be read']);
  });

  it('says what was recorded, and that its changes wait', () => {
    finish(reportOf([found({ applied: true })], { transitions: 2 }), { isRehearsal: false });
    expect(out).toEqual([
      'stripe/default payment_intent pi_1: behind, recorded',
      '  orders cs_1: status is pending, the provider shows paid',
      '10 objects read: 1 behind; 1 recorded',
      expect.stringMatching(/^2 transitions not published yet/),
    ]);
  });

  it('prints one JSON object', () => {
    let text = '';
    vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
      text += String(chunk);
      return true;
    });
    finish(reportOf([found()]), { json: true });
    expect(JSON.parse(text)).toMatchObject({
      operation: '7',
      isRehearsal: true,
      isComplete: true,
      read: 10,
      counts: { behind: 1, missing: 0 },
      findings: [{ id: 'pi_1' }],
    });
    expect(out).toEqual([]);
  });
});
