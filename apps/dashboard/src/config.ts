import { explainQueueUrl } from '@payspool/queue';
import { fields, refuseDemoSecrets } from '@payspool/runtime';
import { z } from 'zod';
import { passwordProblem } from './password-problem.ts';

/** Everything that the dashboard reads from the environment. */
export const DashboardConfig = z
  .object({
    queueUrl: fields.queueUrl.superRefine(explainQueueUrl),
    payspoolMode: fields.mode,
    host: fields.host,
    dashboardPort: fields.port('Port of the board; 0 is any free one.', 3002),
    metricsPort: fields.metricsPort,
    dashboardUser: z
      .string()
      // RFC 7617: a colon ends the name, and control characters are in neither.
      .regex(/^[^:\p{Cc}]{1,255}$/u, 'is 1 to 255 characters, no colon, no control character')
      .meta({ description: 'Name to log in with.' }),
    dashboardPassword: z
      .string()
      .min(12, 'is shorter than 12 characters')
      .regex(/^\P{Cc}{0,1024}$/u, 'is at most 1024 characters, no control character')
      .superRefine((password, context) => {
        const message = passwordProblem(password);
        if (message) context.addIssue({ code: 'custom', message, input: undefined });
      })
      .meta({ description: 'Password to log in with, 12 characters or more.', secret: true }),
    dashboardShowPayloads: z.enum(['true', 'false']).default('false').meta({
      description:
        'Whether the board shows what providers sent, bodies and headers: personal data. Without it, ids and types alone.',
    }),
    logLevel: fields.logLevel,
  })
  .superRefine(refuseDemoSecrets, fields.besideOthers);
