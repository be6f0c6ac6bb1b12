export interface Schema {
  readonly models: readonly Model[];
  readonly enums: readonly Enum[];
}

export interface Model {
  readonly name: string;
  /** Its name in SQL. */
  readonly table: string;
  readonly description: string;
  readonly fields: readonly Field[];
  /** Names of the fields of `@@id`. */
  readonly id?: readonly string[];
  readonly uniques: readonly (readonly string[])[];
  readonly indexes: readonly (readonly string[])[];
}

export interface Field {
  readonly name: string;
  readonly table: string;
  readonly column: string;
  /** A scalar, an enum or another model. */
  readonly type: string;
  /** `Decimal(38, 0)` of `@db.Decimal(38, 0)`. */
  readonly nativeType: string | undefined;
  readonly isOptional: boolean;
  readonly isId: boolean;
  readonly isUnique: boolean;
  readonly description: string;
}

export interface Enum {
  readonly name: string;
  readonly sqlName: string;
}

/**
 * Reads the part of Prisma's schema language that our schema uses, one declaration per line. Prisma itself checks whether the
 * text is valid. Here an unknown line inside a model is an error, so that every column is documented.
 */
export function parseSchema(text: string): Schema {
  const blocks = [...text.matchAll(/^((?:\/\/\/.*\n)*)(model|enum) (\w+) \{\n([\s\S]*?)^\}/gm)];
  const parsed = blocks.map(([, comment = '', keyword, name = '', body = '']) => {
    const lines = body.split('\n').map((line) => line.trim());
    const sqlName = lines.flatMap((line) => /^@@map\("(\w+)"\)$/.exec(line)?.[1] ?? [])[0] ?? name;
    return { keyword, name, sqlName, lines, description: prose(comment.split('\n')) };
  });
  return {
    enums: parsed.filter(({ keyword }) => keyword === 'enum').map(({ name, sqlName }) => ({ name, sqlName })),
    models: parsed.filter(({ keyword }) => keyword === 'model').map(parseModel),
  };
}

interface Block {
  readonly name: string;
  readonly sqlName: string;
  readonly description: string;
  readonly lines: readonly string[];
}

function parseModel({ name, sqlName: table, description, lines }: Block): Model {
  const [id] = keys('id', lines);
  return {
    name,
    table,
    description,
    fields: parseFields(table, lines),
    ...(id ? { id } : {}),
    uniques: keys('unique', lines),
    indexes: keys('index', lines),
  };
}

const keys = (kind: 'id' | 'unique' | 'index', lines: readonly string[]): string[][] =>
  lines.flatMap((line) => {
    const [, names] = new RegExp(`^@@${kind}\\(\\[([\\w, ]+)\\]`).exec(line) ?? [];
    return names === undefined ? [] : [names.split(',').map((field) => field.trim())];
  });

function parseFields(table: string, lines: readonly string[]): Field[] {
  const fields: Field[] = [];
  let comment: string[] = [];
  for (const line of lines) {
    if (line.startsWith('///')) comment.push(line);
    else if (line !== '' && !line.startsWith('//') && !line.startsWith('@@')) {
      fields.push(parseField(table, line, prose(comment)));
      comment = [];
    }
  }
  return fields;
}

function parseField(table: string, line: string, description: string): Field {
  const [, name, type, suffix, attributes = ''] = /^(\w+) +(\w+)(\?|\[\])?(?: +(.*))?$/.exec(line) ?? [];
  if (!name || !type) throw new Error(`schema.prisma: cannot read this line of ${table}: ${line}`);
  return {
    name,
    table,
    column: /@map\("(\w+)"\)/.exec(attributes)?.[1] ?? name,
    type,
    nativeType: /@db\.(\w+(?:\([\d, ]+\))?)/.exec(attributes)?.[1],
    isOptional: suffix === '?',
    isId: /(^| )@id\b/.test(attributes),
    isUnique: /(^| )@unique\b/.test(attributes),
    description,
  };
}

const prose = (comment: readonly string[]): string =>
  comment
    .map((line) => line.replace(/^\/\/\/ ?/, ''))
    .join(' ')
    .trim();
