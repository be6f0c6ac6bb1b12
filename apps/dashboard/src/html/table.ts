import { type Content, html, type Html, nothing } from './html.ts';

export interface Column<Row> {
  /** The head of the column, and the label of the value on a narrow screen. */
  readonly label: string;
  readonly cell: (row: Row) => Content;
  /** Figures are right-aligned. */
  readonly isNumber?: boolean;
  /** The column whose values name the row. At most one; without it the first column does. */
  readonly isHead?: boolean;
}

export interface TableOptions<Row> {
  /** What the table shows. Screen readers announce it. */
  readonly caption: string;
  /** Whether the caption is also visible. */
  readonly isCaptionShown?: boolean;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  /** What is shown instead of a table without rows: what to do next. */
  readonly empty?: Content;
  /** Where a row leads: `j` and `k` move over the rows, Enter opens. Make the link itself in a cell with class `go`. */
  readonly rowClass?: (row: Row) => string;
}

/** A real table. On narrow screens each row becomes a list of labelled lines. */
export function table<Row>({
  caption,
  isCaptionShown,
  columns,
  rows,
  empty,
  rowClass,
}: TableOptions<Row>): Html {
  if (rows.length === 0 && empty !== undefined) return html`<div class="empty">${empty}</div>`;
  const head = Math.max(
    0,
    columns.findIndex(({ isHead }) => isHead),
  );
  return html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0"><table>
<caption${isCaptionShown ? nothing : html` class="sr"`}>${caption}</caption>
<thead><tr>${columns.map((column) => html`<th scope="col" ${classOf(column)}>${column.label}</th>`)}</tr></thead>
<tbody>${rows.map((row) => tableRow({ row, columns, head, className: rowClass?.(row) }))}</tbody>
</table></div>`;
}

function tableRow<Row>({
  row,
  columns,
  head,
  className,
}: {
  readonly row: Row;
  readonly columns: readonly Column<Row>[];
  readonly head: number;
  readonly className: string | undefined;
}): Html {
  const cells = columns.map((column, index) => {
    const { label, cell } = column;
    return index === head
      ? html`<th scope="row" data-label="${label}" ${classOf(column)}>${cell(row)}</th>`
      : html`<td data-label="${label}" ${classOf(column)}>${cell(row)}</td>`;
  });
  return html`<tr${className ? html` class="${className}"` : nothing}>${cells}</tr>\n`;
}

const classOf = <Row>({ isNumber }: Column<Row>): Html => (isNumber ? html` class="num"` : nothing);

/** Names and their values: the head of a page. What is `undefined` is left out. */
export function facts(entries: readonly (readonly [name: string, value: Content])[]): Html {
  const shown = entries.filter(([, value]) => value !== undefined);
  return html`<dl class="facts">
    ${shown.map(
      ([name, value]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}
