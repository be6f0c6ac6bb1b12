import { type Enum, type Field, type Model, parseSchema, type Schema } from './prisma-schema.ts';

/** `docs/reference/tables.md` from the text of `schema.prisma`: one section per table, its `///` comments as the prose. */
export function renderTables(schemaText: string): string {
  const schema = parseSchema(schemaText);
  const sections = schema.models.map((model) => renderTable(model, schema));
  return [INTRODUCTION, ...sections].join('\n\n') + '\n';
}

const INTRODUCTION = `# Tables

<!-- Generated from prisma/schema.prisma by \`pnpm reference\`. Do not edit. -->

Other services may read these tables by SQL, in the schema \`public\`. Amounts are whole minor units of \`currency\`, each worth
10<sup>-exponent</sup>. Do not write to these tables: the rows are computed from \`events\`, and your changes would be overwritten.`;

function renderTable(model: Model, schema: Schema): string {
  const columns = model.fields.filter((field) => !schema.models.some(({ name }) => name === field.type));
  const keys = [
    ...keyLine('Primary key', primaryKey(model), model),
    ...[...uniqueFields(model), ...model.uniques].flatMap((fields) => keyLine('Unique', fields, model)),
    ...model.indexes.flatMap((fields) => keyLine('Index', fields, model)),
  ];
  return [
    `## \`${model.table}\``,
    model.description,
    [
      '| column | type | null | |',
      '|---|---|---|---|',
      ...columns.map((field) => columnRow(field, schema)),
    ].join('\n'),
    keys.join('\n'),
  ]
    .filter(Boolean)
    .join('\n\n');
}

const primaryKey = ({ id, fields }: Model) =>
  id ?? fields.filter((field) => field.isId).map(({ name }) => name);

const uniqueFields = ({ fields }: Model) =>
  fields.filter((field) => field.isUnique).map(({ name }) => [name]);

const keyLine = (title: string, fields: readonly string[], model: Model): string[] =>
  fields.length === 0
    ? []
    : [`- ${title}: ${fields.map((name) => `\`${columnOf(name, model)}\``).join(', ')}`];

function columnOf(name: string, { table, fields }: Model): string {
  const field = fields.find((candidate) => candidate.name === name);
  if (!field)
    throw new Error(`schema.prisma: table ${table} has a key over ${name}, which is not one of its fields`);
  return field.column;
}

function columnRow(field: Field, { enums }: Schema): string {
  const cells = [
    `\`${field.column}\``,
    sqlType(field, enums),
    field.isOptional ? 'yes' : '',
    field.description,
  ];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

/** The Postgres type of each scalar that has no `@db` attribute. */
const SQL_TYPES: Readonly<Record<string, string>> = {
  BigInt: 'bigint',
  Boolean: 'boolean',
  Bytes: 'bytea',
  DateTime: 'timestamp(3)',
  Decimal: 'numeric(65,30)',
  Float: 'double precision',
  Int: 'integer',
  Json: 'jsonb',
  String: 'text',
};

function sqlType({ type, nativeType, table, column }: Field, enums: readonly Enum[]): string {
  const known = enums.find(({ name }) => name === type)?.sqlName ?? SQL_TYPES[type];
  if (!known) throw new Error(`schema.prisma: the type of ${table}.${column}, ${type}, has no SQL type here`);
  return (nativeType ?? known)
    .toLowerCase()
    .replace('decimal', 'numeric')
    .replaceAll(' ', '')
    .replace('doubleprecision', 'double precision');
}
