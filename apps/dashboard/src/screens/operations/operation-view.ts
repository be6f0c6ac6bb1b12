import type { OperationDetails, ReportedChange, ReportedItem, ReportView } from '@payspool/inspect';
import { reportOf } from '@payspool/inspect';
import { diff } from '../../html/diff.ts';
import { href } from '../../html/href.ts';
import { html, type Html, nothing } from '../../html/html.ts';
import type { PageContent } from '../../html/page.ts';
import { status } from '../../html/status.ts';
import { facts, table } from '../../html/table.ts';
import { duration, time } from '../../html/time.ts';
import { FORMS, isKind } from './fields.ts';
import { setInWords } from './in-words.ts';

export interface OperationViewOptions {
  readonly operation: OperationDetails;
  readonly now: Date;
  /** Whether the user may abort it. */
  readonly mayAbort: boolean;
  /** How it can be carried out, or why not; `undefined` if it is no finished rehearsal. */
  readonly carryOut: CarryOut | undefined;
  /** A mistake in the form that was sent. */
  readonly problem?: string | undefined;
}

export type CarryOut =
  | { readonly refusal: string }
  /** `typed` is the number that must be typed. */
  | { readonly refusal?: undefined; readonly typed: bigint | undefined };

export const isFinished = ({ status: word }: { readonly status: string }): boolean =>
  word === 'done' || word === 'failed' || word === 'aborted';

/** One operation: what was asked for, how far it is, what it changes, and what can be done with it. */
export function operationView(options: OperationViewOptions): PageContent {
  const { operation, now, problem } = options;
  const { id, kind, isRehearsal, error } = operation;
  const report = reportOf(operation.report);
  const title = isKind(kind) ? FORMS[kind].title : kind;
  return {
    title: `Operation ${id}`,
    heading: html`Operation ${id} <span id="op-status">${status(operation.status)}</span>`,
    status: problem === undefined ? 200 : 400,
    command: ['operations', 'show', String(id)],
    ...(!isFinished(operation) && { scripts: ['operation.js'] }),
    body: html`<p>
        <strong>${title}${isRehearsal ? ': rehearsal, which changes nothing' : ''}.</strong>
        ${setInWords(operation)}
      </p>
      ${problem === undefined ? nothing : html`<p class="notice bad" role="alert">${problem}</p>`}
      ${error === null ? nothing : html`<p class="notice bad"><strong>${isFinished(operation) ? 'Error' : 'It waits'}:</strong> ${error}</p>`}
      ${progress(operation, now)} ${actions(options)}
      ${facts([
        ...report.counts.map(({ name, count }): [string, Html] => [
          name,
          html`<span class="num">${count}</span>`,
        ]),
        ['asked for by', operation.requestedBy],
        ['asked for', time(operation.createdAt, now)],
        ['begun', operation.startedAt ? time(operation.startedAt, now) : undefined],
        ['ended', operation.finishedAt ? time(operation.finishedAt, now) : undefined],
        ['rehearsed as', linkTo(operation.rehearsalId)],
        ['carried out as', linkTo(operation.carriedOutBy)],
        ['release', operation.release],
      ])}
      ${notes(report)} ${changes(report.changes, isRehearsal)} ${items(report.items, isRehearsal)}`,
  };
}

const linkTo = (id: bigint | null) =>
  id === null ? undefined : html`<a href="${href.operation(id)}">operation ${id}</a>`;

/** The bar, with the address from which `operation.js` reads how far it is. Without JavaScript the link loads the page again. */
function progress(operation: OperationDetails, now: Date): Html {
  const { id, done, total, status: word, startedAt, abortAt } = operation;
  const isOver = isFinished(operation);
  const left = isOver ? undefined : remaining(operation, now);
  return html`<div
    id="op-progress"
    ${isOver ? nothing : html`data-live="${href.json(href.operation(id), { live: 1 })}"`}
  >
    <progress
      max="${total === null || total === 0n ? 1n : total}"
      value="${progressValue(operation)}"
      aria-label="progress"
    ></progress>
    <span class="num" id="op-done">${done}</span
    >${total === null ? nothing : html` of <span class="num">${total}</span>`}
    ${left === undefined ? nothing : html`<small>about ${duration(left)} left</small>`}
    ${word === 'waiting' && !startedAt ? html`<small>A worker begins it within seconds.</small>` : nothing}
    ${abortAt && !isOver ? html`<small>It ends before its next step.</small>` : nothing}
    ${isOver ? nothing : html`<a href="${href.operation(id)}">Reload</a>`}
  </div>`;
}

const progressValue = ({ done, total, status: word }: OperationDetails): bigint => {
  if (word === 'done') return total === null || total === 0n ? 1n : total;
  return total === null ? 0n : done;
};

function remaining({ done, total, startedAt }: OperationDetails, now: Date): number | undefined {
  if (!startedAt || total === null || done === 0n) return undefined;
  const elapsedMs = now.getTime() - startedAt.getTime();
  return Math.max(0, Math.round((elapsedMs / Number(done)) * Number(total - done)));
}

function actions({ operation, mayAbort, carryOut }: OperationViewOptions): Html {
  const { id, abortAt } = operation;
  if (!isFinished(operation))
    return mayAbort && !abortAt
      ? html`<form method="post" action="${href.abortOperation(id)}">
          <button>Abort</button> <small>It ends before its next step. What it has done stays.</small>
        </form>`
      : nothing;
  if (!carryOut) return nothing;
  if (carryOut.refusal !== undefined) return html`<p class="quiet">${carryOut.refusal}</p>`;
  const { typed } = carryOut;
  return html`<form method="post" action="${href.doOperation(id)}" class="ask">
    ${
      typed === undefined
        ? nothing
        : html`<p>
            <label for="typed">Type the number ${typed} to confirm</label>
            <input id="typed" name="typed" inputmode="numeric" autocomplete="off" maxlength="20" required />
          </p>`
    }
    <button>Do it</button> <small>Over the same set. Whatever matched later is not concerned.</small>
  </form>`;
}

const notes = ({ notes: lines }: ReportView): Html =>
  lines.length === 0
    ? nothing
    : html`<ul>
        ${lines.map((line) => html`<li>${line}</li>`)}
      </ul>`;

/** The changes that a page shows; the command and the JSON have all of them. */
const SHOWN = 100;

function changes(all: readonly ReportedChange[], isRehearsal: boolean): Html {
  if (all.length === 0) return nothing;
  const title = isRehearsal ? 'What would change' : 'What changed';
  return html`<h2>${title}</h2>
    ${more(all.length)}
    ${all.slice(0, SHOWN).map(
      ({ owner, event, about, rows }) =>
        html`<section>
          <h3>${event ? html`<a href="${href.event(event)}">${event.eventKey}</a>` : owner}</h3>
          <p class="quiet">${event ? html`${owner} ` : nothing}${about}</p>
          ${rows.length === 0 ? nothing : diff({ caption: `${title}: ${event?.eventKey ?? owner}`, labels: isRehearsal ? ['is', 'would be'] : ['was', 'is'], rows: rows.flatMap(rowLines) })}
        </section>`,
    )}`;
}

function rowLines({ table: name, key, kind, columns }: ReportedChange['rows'][number]) {
  const row = `${name} ${key}`;
  if (kind === 'missing') return [{ field: row, before: 'no row', after: 'a new row' }];
  if (kind === 'unexpected') return [{ field: row, before: 'a row', after: 'no row' }];
  return columns.map(({ column, stored, derived }) => ({
    field: `${row} ${column}`,
    before: stored,
    after: derived,
  }));
}

const more = (count: number): Html =>
  count > SHOWN
    ? html`<p class="quiet">
        The first ${SHOWN} of ${count} in the report. The JSON of this page has all of them.
      </p>`
    : nothing;

function items(all: readonly ReportedItem[], isRehearsal: boolean): Html {
  if (all.length === 0) return nothing;
  const caption = isRehearsal ? 'What would be done' : 'What was done';
  const labels = [...new Set(all.flatMap((item) => Object.keys(item)))];
  return html`<h2>${caption}</h2>
    ${more(all.length)}
    ${table({
      caption,
      rows: all.slice(0, SHOWN),
      columns: labels.map((label) => ({ label, cell: (item: ReportedItem) => item[label] ?? '' })),
    })}`;
}
