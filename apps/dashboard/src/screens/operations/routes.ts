import { randomUUID } from 'node:crypto';
import {
  findOperation,
  listOperations,
  OPERATION_LIST,
  type OperationDetails,
  type OperationRow,
  type Page,
  parseFilter,
  reportOf,
} from '@payspool/inspect';
import {
  OperationRefusedError,
  refusalOf,
  REHEARSAL_MINUTES,
  requestAbort,
  requestOperation,
  requestRehearsed,
} from '@payspool/operations/request';
import { hasRight } from '../../access/user.ts';
import { askedFilter, type AskedFilter, askedPage } from '../../html/filter-bar.ts';
import { href } from '../../html/href.ts';
import { nothing } from '../../html/html.ts';
import {
  type Answer,
  badRequest,
  notFound,
  page,
  refused,
  type Screen,
  type ScreenRequest,
  seeOther,
} from '../screen.ts';
import { numberToType, whyNot } from './allowed.ts';
import { isKind } from './fields.ts';
import { formView } from './form-view.ts';
import { listView } from './list-view.ts';
import { type CarryOut, isFinished, operationView } from './operation-view.ts';
import { readForm } from './read-form.ts';

export interface FilteredPage {
  readonly asked: AskedFilter;
  /** `undefined` if the filter has mistakes. */
  readonly page: Page<OperationRow> | undefined;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly now: Date;
  readonly mayOperate: boolean;
}

export const operationsScreen: Screen = {
  routes: [
    { method: 'GET', path: '/operations', right: 'read', handle: list },
    { method: 'GET', path: '/operations/new', right: 'operate', handle: form },
    { method: 'POST', path: '/operations', right: 'operate', handle: rehearse },
    { method: 'GET', path: '/operations/:id', right: 'read', handle: show },
    { method: 'POST', path: '/operations/:id/do', right: 'operate', handle: carryOut },
    { method: 'POST', path: '/operations/:id/abort', right: 'operate', handle: abort },
  ],
};

/** Reports name ids of every account, so a user with some accounts sees only what that user asked for. */
const onlyUserOf = ({ user }: ScreenRequest): string | undefined =>
  user.scope === 'all' ? undefined : user.name;

async function list(request: ScreenRequest): Promise<Answer> {
  const { reader, query, path, user, now } = request;
  const asked = askedFilter(OPERATION_LIST, query['filter'] ?? '', now);
  const found =
    asked.filter &&
    (await listOperations(reader, asked.filter, { ...askedPage(query), onlyUser: onlyUserOf(request) }));
  const mayOperate = hasRight(user, 'operate');
  return page(
    listView({ asked, page: found, path, query, now, mayOperate }),
    found ?? { faults: asked.faults },
  );
}

async function form({ query }: ScreenRequest): Promise<Answer> {
  const kind = isKind(query['kind']) ? query['kind'] : undefined;
  const content = formView({ kind, requestKey: randomUUID(), valueOf: (name) => query[name] });
  return page(content, { kind });
}

const KEY = /^[0-9a-f-]{36}$/;

async function rehearse({ reader, form: fields, user, mode, now, audit }: ScreenRequest): Promise<Answer> {
  const kind = fields.get('kind') ?? undefined;
  const requestKey = fields.get('requestKey') ?? '';
  if (!isKind(kind) || !KEY.test(requestKey)) return badRequest('This form is not complete. Open it again.');
  const valueOf = (name: string) => fields.get(name) ?? undefined;
  const read = readForm(kind, fields, { scope: user.scope, now });
  if ('problems' in read) {
    const { problems } = read;
    return page(formView({ kind, requestKey, valueOf, problems }), { problems });
  }
  const refusal = whyNot({ ...read, isRehearsal: true }, user, mode);
  if (refusal !== undefined) {
    await audit({ action: `rehearse ${kind}`, outcome: 'refused' });
    return refused(refusal);
  }
  const requested = { ...read, isRehearsal: true, requestedBy: user.name, requestKey };
  const { id, isNew } = await requestOperation(reader, requested);
  if (isNew) await audit({ action: `rehearse ${kind}`, operationId: id, outcome: 'done' });
  return seeOther(href.operation(id));
}

/** The operation of the address, if the user may see it. */
async function operationOf(request: ScreenRequest): Promise<OperationDetails | undefined> {
  const text = request.params['id'] ?? '';
  if (!/^\d{1,18}$/.test(text)) return undefined;
  const found = await findOperation(request.reader, BigInt(text));
  const onlyUser = onlyUserOf(request);
  return onlyUser === undefined || found?.requestedBy === onlyUser ? found : undefined;
}

async function show(request: ScreenRequest): Promise<Answer> {
  if (request.isJson && request.query['live'] !== undefined) return live(request);
  const operation = await operationOf(request);
  return operation ? shown(operation, request) : notFound('There is no operation with this number.');
}

/** How far an operation is, for the page that shows it: without its report. */
async function live(request: ScreenRequest): Promise<Answer> {
  const { reader, params, now } = request;
  const text = params['id'] ?? '';
  if (!/^\d{1,15}$/.test(text)) return notFound();
  const filter = parseFilter(OPERATION_LIST, `id:${text}`, now);
  const { rows } = await listOperations(reader, filter, { onlyUser: onlyUserOf(request), limit: 1 });
  const [found] = rows;
  if (!found) return notFound();
  const { status, done, total } = found;
  return page({ title: '', body: nothing }, { status, done, total, isFinished: isFinished(found) });
}

function shown(operation: OperationDetails, request: ScreenRequest, problem?: string): Answer {
  const { user, mode, now } = request;
  const content = operationView({
    operation,
    now,
    problem,
    mayAbort: whyNot({ ...operation, isRehearsal: true }, user, mode) === undefined,
    carryOut: carryOutOf(operation, request),
  });
  const { report, ...row } = operation;
  return page(content, { ...row, ...reportOf(report), report });
}

/** Whether a rehearsal can be carried out by this user now. */
function carryOutOf(operation: OperationDetails, request: ScreenRequest): CarryOut | undefined {
  const { user, mode, release, now } = request;
  if (!operation.isRehearsal || !isFinished(operation) || operation.carriedOutBy !== null) return undefined;
  const isOld = now.getTime() - (operation.finishedAt?.getTime() ?? 0) > REHEARSAL_MINUTES * 60_000;
  const refusal =
    refusalOf({ ...operation, isOld }, release) ?? whyNot({ ...operation, isRehearsal: false }, user, mode);
  return refusal === undefined ? { typed: numberToType(operation, mode) } : { refusal };
}

async function carryOut(request: ScreenRequest): Promise<Answer> {
  const { reader, form: fields, user, mode, release, audit } = request;
  const operation = await operationOf(request);
  if (!operation) return notFound('There is no operation with this number.');
  if (operation.carriedOutBy !== null) return seeOther(href.operation(operation.carriedOutBy));
  const entry = { action: operation.kind, subject: `rehearsal ${operation.id}` };
  const refusal = whyNot({ ...operation, isRehearsal: false }, user, mode);
  if (refusal !== undefined) {
    await audit({ ...entry, outcome: 'refused' });
    return refused(refusal);
  }
  const typed = numberToType(operation, mode);
  if (typed !== undefined && fields.get('typed')?.trim() !== String(typed)) {
    await audit({ ...entry, outcome: 'refused' });
    return shown(operation, request, `Type the number ${typed} to confirm. Nothing was done.`);
  }
  try {
    const { id, isNew } = await requestRehearsed(reader, {
      of: operation.id,
      requestedBy: user.name,
      release,
    });
    if (isNew) await audit({ ...entry, operationId: id, outcome: 'done' });
    return seeOther(href.operation(id));
  } catch (error) {
    if (!(error instanceof OperationRefusedError)) throw error;
    await audit({ ...entry, outcome: 'refused' });
    return shown(operation, request, error.message);
  }
}

async function abort(request: ScreenRequest): Promise<Answer> {
  const { reader, user, mode, audit } = request;
  const operation = await operationOf(request);
  if (!operation) return notFound('There is no operation with this number.');
  const { id } = operation;
  // To stop something needs the right to rehearse it: it is safer than to let it go on.
  const refusal = whyNot({ ...operation, isRehearsal: true }, user, mode);
  if (refusal !== undefined) {
    await audit({ action: 'abort', operationId: id, outcome: 'refused' });
    return refused(refusal);
  }
  if (await requestAbort(reader, id)) await audit({ action: 'abort', operationId: id, outcome: 'done' });
  return seeOther(href.operation(id));
}
