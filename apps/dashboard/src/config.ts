import { explainQueueUrl } from '@payspool/queue';
import { fields, refuseDemoSecrets } from '@payspool/runtime';
import { z } from 'zod';
import type { LoginSettings } from './access/check-password.ts';
import type { ProxySettings } from './access/proxy-login.ts';
import { readGroups, readUsers } from './access/read-users.ts';

/** The name of a header, in small letters. */
const header = z
  .string()
  .toLowerCase()
  .regex(/^[a-z][a-z0-9-]{0,60}$/, 'expected the name of a header');

/** A setting that a function reads; what the function throws is the problem. */
function listOf<Value>(read: (text: string) => Value, description: string) {
  return z
    .string()
    .transform((text, context): Value => {
      try {
        return read(text);
      } catch (error) {
        context.addIssue(error instanceof Error ? error.message : String(error));
        return z.NEVER;
      }
    })
    .optional()
    .meta({ description });
}

/** All settings that the dashboard reads from the environment. */
export const DashboardConfig = z
  .object({
    queueUrl: fields.queueUrl.superRefine(explainQueueUrl),
    dashboardDatabaseUrl: fields.databaseUrl.optional().meta({
      description:
        'Postgres with the role of the dashboard, which `payspool migrate --dashboard-role` makes. If unset, `DATABASE_URL` is used.',
      secret: true,
    }),
    databaseUrl: fields.databaseUrl.optional(),
    payspoolMode: fields.mode,
    host: fields.host,
    dashboardPort: fields.port('Port of the dashboard; 0 is any free one.', 3002),
    metricsPort: fields.metricsPort,
    dashboardUsers: listOf(
      readUsers,
      'The users: `ada:admin+bodies:<hash>,bob:operator@stripe/*:<hash>`, with hashes of `payspool dashboard password`. Roles are `viewer`, `operator` and `admin`. See docs/how-to/let-people-in.md.',
    ).meta({ secret: true }),
    dashboardUser: z
      .string()
      // RFC 7617: a colon ends the name, and neither name nor password may contain control characters.
      .regex(/^[^:\p{Cc}]{1,255}$/u, 'must have 1 to 255 characters, without a colon or control character')
      .optional()
      .meta({ description: 'Instead of `DASHBOARD_USERS`: the name of one user, an admin.' }),
    dashboardPassword: z
      .string()
      .min(12, 'must have at least 12 characters')
      .regex(/^\P{Cc}{0,1024}$/u, 'must have at most 1024 characters, without control characters')
      .superRefine((password, context) => {
        const message = passwordProblem(password);
        if (message) context.addIssue({ code: 'custom', message, input: undefined });
      })
      .optional()
      .meta({ description: 'The password of `DASHBOARD_USER`, 12 characters or more.', secret: true }),
    dashboardProxyUserHeader: header.optional().meta({
      description: 'The header in which a proxy that logs users in names the user: `x-auth-request-email`.',
    }),
    dashboardProxySecret: z.string().min(16, 'must have at least 16 characters').optional().meta({
      description:
        'What only that proxy knows and sends with each request. A named user without it is refused.',
      secret: true,
    }),
    dashboardProxySecretHeader: header
      .default('x-payspool-proxy-secret')
      .meta({ description: "The header with the proxy's secret." }),
    dashboardProxyGroupsHeader: header.optional().meta({
      description: "The header with the user's groups, separated by commas: `x-auth-request-groups`.",
    }),
    dashboardProxyRoles: listOf(
      readGroups,
      'What each group may do: `payments:operator,leads:admin+bodies,*:viewer`, where `*` is everybody whom the proxy lets pass.',
    ),
    dashboardTitle: z
      .string()
      .trim()
      .min(1)
      .max(40)
      .default('Payspool')
      .meta({ description: 'The name of this installation, at the top of each page of the dashboard.' }),
    logLevel: fields.logLevel,
  })
  .superRefine(refuseDemoSecrets, fields.besideOthers)
  .superRefine(({ dashboardDatabaseUrl, databaseUrl }, context) => {
    if (dashboardDatabaseUrl !== undefined || databaseUrl !== undefined) return;
    context.addIssue({ code: 'custom', path: ['databaseUrl'], message: 'is not set', input: undefined });
  }, fields.besideOthers)
  .superRefine(explainLogin, fields.besideOthers);

const QUOTED = /^(?:"[^]*"|'[^]*'|`[^]*`|[“”„‘’‚«»][^]*[“”‘’«»])$/u;
const PLACEHOLDER =
  /^(?:<.*>|\$\{.*\}|\{\{.*\}\}|[xX*•…._-]+|(?:please[-_ ]?)?(?:change|replace|insert|enter)(?:[-_ ]?(?:me|this|it|here|your|the|a|password|please|now))*|(?:your|the)(?:[-_ ]?(?:dashboard|board|secret|strong|password|here))+|placeholder.*)$/iu;

/** Why a text cannot be a real password, without quoting it; `undefined` if it may be one. */
function passwordProblem(password: string): string | undefined {
  if (QUOTED.test(password)) return 'is in quotation marks: remove them';
  return PLACEHOLDER.test(password) ? 'looks like a placeholder that was not filled in' : undefined;
}

/** Somebody must be able to log in, and each way needs all of its settings. */
function explainLogin(config: Partial<z.output<typeof DashboardConfig>>, context: z.RefinementCtx): void {
  const add = (key: keyof typeof config, message: string) =>
    context.addIssue({ code: 'custom', path: [key], message, input: undefined });
  const { dashboardUsers, dashboardUser, dashboardPassword, dashboardProxyUserHeader: proxy } = config;
  if ((dashboardUser === undefined) !== (dashboardPassword === undefined)) {
    add(dashboardUser === undefined ? 'dashboardUser' : 'dashboardPassword', 'is not set');
  }
  if (!dashboardUsers && dashboardUser === undefined && dashboardPassword === undefined && !proxy) {
    add(
      'dashboardUsers',
      'is not set, and neither is DASHBOARD_USER with DASHBOARD_PASSWORD, nor a proxy: nobody could log in',
    );
  }
  // What could not be read is still text.
  if (Array.isArray(dashboardUsers) && dashboardUsers.some(({ name }) => name === dashboardUser))
    add('dashboardUser', 'is also in DASHBOARD_USERS');
  if (proxy === undefined) return;
  if (config.dashboardProxySecret === undefined) {
    add('dashboardProxySecret', 'is not set: without it, anybody who reaches the port could name a user');
  }
  if (config.dashboardProxyRoles === undefined)
    add('dashboardProxyRoles', 'is not set: it says what each group may do');
}

/** The settings of the login, in the form of the server. */
export function loginSettings(config: z.output<typeof DashboardConfig>): {
  readonly login: LoginSettings;
  readonly proxy: ProxySettings | undefined;
} {
  const { dashboardUser: name, dashboardPassword: password, dashboardProxyUserHeader: userHeader } = config;
  const { dashboardProxySecret: secret, dashboardProxyRoles: groups } = config;
  return {
    login: {
      users: config.dashboardUsers,
      single: name !== undefined && password !== undefined ? { name, password } : undefined,
    },
    proxy:
      userHeader !== undefined && secret !== undefined && groups !== undefined
        ? {
            userHeader,
            secret,
            secretHeader: config.dashboardProxySecretHeader,
            groupsHeader: config.dashboardProxyGroupsHeader,
            groups,
          }
        : undefined,
  };
}
