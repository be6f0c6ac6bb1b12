import { explainQueueUrl } from '@payspool/queue';
import { fields, refuseDemoSecrets } from '@payspool/runtime';
import { z } from 'zod';

/** All settings that the dashboard reads from the environment. */
export const DashboardConfig = z
  .object({
    queueUrl: fields.queueUrl.superRefine(explainQueueUrl),
    payspoolMode: fields.mode,
    host: fields.host,
    dashboardPort: fields.port('Port of the dashboard; 0 is any free one.', 3002),
    metricsPort: fields.metricsPort,
    dashboardUser: z
      .string()
      // RFC 7617: a colon ends the name, and neither name nor password may contain control characters.
      .regex(/^[^:\p{Cc}]{1,255}$/u, 'must have 1 to 255 characters, without a colon or control character')
      .meta({ description: 'User name of the login.' }),
    dashboardPassword: z
      .string()
      .min(12, 'must have at least 12 characters')
      .regex(/^\P{Cc}{0,1024}$/u, 'must have at most 1024 characters, without control characters')
      .superRefine((password, context) => {
        const message = passwordProblem(password);
        if (message) context.addIssue({ code: 'custom', message, input: undefined });
      })
      .meta({ description: 'Password of the login, 12 characters or more.', secret: true }),
    dashboardShowPayloads: z.enum(['true', 'false']).default('false').meta({
      description:
        'Whether the dashboard shows bodies and headers of deliveries, which contain personal data. Otherwise it shows only ids and types.',
    }),
    logLevel: fields.logLevel,
  })
  .superRefine(refuseDemoSecrets, fields.besideOthers);

const QUOTED = /^(?:"[^]*"|'[^]*'|`[^]*`|[“”„‘’‚«»][^]*[“”‘’«»])$/u;
const PLACEHOLDER =
  /^(?:<.*>|\$\{.*\}|\{\{.*\}\}|[xX*•…._-]+|(?:please[-_ ]?)?(?:change|replace|insert|enter)(?:[-_ ]?(?:me|this|it|here|your|the|a|password|please|now))*|(?:your|the)(?:[-_ ]?(?:dashboard|board|secret|strong|password|here))+|placeholder.*)$/iu;

/** Why a text cannot be a real password, without quoting it; `undefined` if it may be one. */
function passwordProblem(password: string): string | undefined {
  if (QUOTED.test(password)) return 'is in quotation marks: remove them';
  return PLACEHOLDER.test(password) ? 'looks like a placeholder that was not filled in' : undefined;
}
