import type { z } from 'zod';

/** In every secret of ops/compose/demo-secrets. The board knows no provider: theirs are told in packages/providers. */
const MARK = /payspool[-_ ]?demo/i;
const CHECKED = ['queueUrl', 'dashboardPassword'] as const;

/** A board with a password that everybody has shows real customers' payments to everybody. */
export function refuseDemoSecrets(config: Readonly<Record<string, unknown>>, context: z.RefinementCtx): void {
  if (config['payspoolMode'] === 'test') return;
  for (const key of CHECKED) {
    const value = config[key];
    if (typeof value !== 'string' || !MARK.test(value)) continue;
    const message = 'holds a demo secret, which everybody has; live mode needs one of your own';
    context.addIssue({ code: 'custom', path: [key], message, input: undefined });
  }
}
