import {
  EVENT_LIST,
  type FilteredList,
  FilterError,
  parseFilter,
  printFilter,
  REACTION_LIST,
  type Scope,
  spanOf,
} from '@payspool/inspect';
import { type OperationKindName, REQUEST_PARAMS } from '@payspool/operations/request';

/** What a form asks for, or what is wrong with it: lines for a person. */
export type ReadForm =
  | { readonly kind: OperationKindName; readonly params: unknown }
  | { readonly problems: readonly string[] };

export interface FormContext {
  /** The accounts that the user may act on. */
  readonly scope: Scope;
  readonly now: Date;
}

type Values = (name: string) => string | undefined;

/** Reads the fields of a form. Times become absolute, so that the set is the same whenever it is carried out. */
export function readForm(kind: OperationKindName, form: URLSearchParams, context: FormContext): ReadForm {
  const values: Values = (name) => form.get(name)?.trim() || undefined;
  try {
    const parsed = REQUEST_PARAMS[kind].safeParse(PARAMS[kind](values, context));
    if (parsed.success) return { kind, params: parsed.data };
    return {
      problems: parsed.error.issues.map(({ path, message }) =>
        path.length === 0 ? message : `${path.join('.')}: ${message}`,
      ),
    };
  } catch (error) {
    if (!(error instanceof FilterError)) throw error;
    return { problems: error.problems };
  }
}

const PARAMS: Readonly<Record<OperationKindName, (values: Values, context: FormContext) => object>> = {
  retry: (values, context) => ({ terms: termsOf(values, context), ...scopeOf(context) }),
  replay: (values, context) => ({
    terms: termsOf(values, context),
    react: values('react') !== undefined,
    ...scopeOf(context),
  }),
  rebuild: (values) => ({
    react: values('react') !== undefined,
    order: values('order'),
    provider: values('provider'),
    account: values('account'),
  }),
  reconcile: (values, { now }) => ({
    provider: values('provider'),
    account: values('account'),
    since: timeOf(values('since'), now),
    react: values('react') !== undefined,
    ...(values('order') !== undefined && { orders: [values('order')] }),
  }),
  react: (values, context) => ({
    action: values('action'),
    filter: {
      id: values('id'),
      consumer: values('consumer'),
    },
    // Without any choice it is the reactions of seven days, as in the list.
    ...((values('filter') ?? values('id') ?? values('consumer')) === values('filter') && {
      terms: termsOf(values, context, REACTION_LIST),
    }),
    ...(values('reason') !== undefined && { reason: values('reason') }),
    ...scopeOf(context),
  }),
  backfill: (values, { now }) => ({
    provider: values('provider'),
    account: values('account'),
    since: timeOf(values('since'), now),
    until: timeOf(values('until'), now),
    react: (values('consumers') ?? '').split(',').flatMap((name) => name.trim() || []),
  }),
  erase: (values, { now }) => ({
    provider: values('provider'),
    account: values('account'),
    customer: values('customer'),
    before: timeOf(values('before'), now),
  }),
};

const scopeOf = ({ scope }: FormContext) => (scope === 'all' ? {} : { scope });

const termsOf = (values: Values, { now }: FormContext, list: FilteredList = EVENT_LIST): string =>
  printFilter(parseFilter(list, values('filter') ?? '', now));

/** The first instant that a time of the filter names: `24h`, `2026-01-31`. */
function timeOf(text: string | undefined, now: Date): string | undefined {
  if (text === undefined) return undefined;
  return spanOf(parseFilter(EVENT_LIST, `received:${text}`, now), 'received').from?.toISOString();
}
