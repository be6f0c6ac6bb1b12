import type { OperationKindName } from '@payspool/operations/request';
import { href } from '../../html/href.ts';
import { html, type Html, nothing } from '../../html/html.ts';
import type { PageContent } from '../../html/page.ts';
import { type Field, FORMS } from './fields.ts';

export interface FormViewOptions {
  /** `undefined`: the page lists the kinds. */
  readonly kind: OperationKindName | undefined;
  /** Made with the page, so that a form that is sent twice is one operation. */
  readonly requestKey: string;
  readonly valueOf: (name: string) => string | undefined;
  readonly problems?: readonly string[];
}

/** The form that asks for the rehearsal of an operation. */
export function formView({ kind, requestKey, valueOf, problems = [] }: FormViewOptions): PageContent {
  if (kind === undefined) return kindsView;
  const { title, help, fields } = FORMS[kind];
  return {
    title,
    status: problems.length > 0 ? 400 : 200,
    body: html`<p>${help} It is rehearsed first: you see what would change, and then carry it out.</p>
      ${
        problems.length > 0
          ? html`<ul class="notice bad" role="alert">
              ${problems.map((problem) => html`<li>${problem}</li>`)}
            </ul>`
          : nothing
      }
      <form method="post" action="${href.operations()}" class="ask">
        <input type="hidden" name="kind" value="${kind}" />
        <input type="hidden" name="requestKey" value="${requestKey}" />
        ${fields.map((field) => fieldView(field, valueOf(field.name)))}
        <p><button>Rehearse</button></p>
      </form>`,
  };
}

const kindsView: PageContent = {
  title: 'New operation',
  body: html`<dl class="facts">
    ${Object.entries(FORMS).map(
      ([kind, { title, help }]) =>
        html`<div>
          <dt><a href="${href.newOperation({ kind })}">${title}</a></dt>
          <dd>${help}</dd>
        </div>`,
    )}
  </dl>`,
};

function fieldView(
  { name, label, help, isRequired, isBox, choices }: Field,
  value: string | undefined,
): Html {
  const id = `field-${name}`;
  const required = isRequired ? html`required` : nothing;
  const note = help === undefined ? nothing : html` <small id="${id}-help">${help}</small>`;
  if (isBox)
    return html`<p>
      <label
        ><input type="checkbox" name="${name}" value="yes" ${value === undefined ? nothing : html`checked`} />
        ${label}</label
      >${note}
    </p>`;
  if (choices)
    return html`<p>
      <label for="${id}">${label}</label>
      <select id="${id}" name="${name}" ${required}>
        ${choices.map((choice) => html`<option value="${choice}" ${choice === value ? html`selected` : nothing}>${choice}</option>`)}</select
      >${note}
    </p>`;
  return html`<p>
    <label for="${id}">${label}</label>
    <input
      id="${id}"
      name="${name}"
      value="${value ?? ''}"
      maxlength="2000"
      autocomplete="off"
      spellcheck="false"
      ${help === undefined ? nothing : html`aria-describedby="${id}-help"`}
      ${required}
    />${note}
  </p>`;
}
