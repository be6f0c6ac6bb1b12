import { isLosslessNumber, type LosslessNumber, parse } from 'lossless-json';

/** A body as data. Numbers keep their text, so that a long id is shown as it was sent. */
export type BodyValue =
  | string
  | boolean
  | null
  | LosslessNumber
  | readonly BodyValue[]
  | { readonly [key: string]: BodyValue };

/** A larger body is not read. */
const MAX_BYTES = 8 * 1024 * 1024;
const FORM = /^[\w.%+*[\]-]{1,200}=[^&=\s]*(?:&[\w.%+*[\]-]{1,200}=[^&=\s]*)*$/;
const JWS = /^ey[\w-]+\.([\w-]+)\.[\w-]*$/;

/**
 * Reads a body: a JSON object or list, or a form. Text in it that is JSON itself, or a JWS, is replaced by its content.
 *
 * @returns `undefined` if it is neither, has a key with two values, or is larger than 8 MiB
 */
export function readBody(body: Uint8Array): BodyValue | undefined {
  if (body.byteLength > MAX_BYTES) return undefined;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(body);
    return /^\s*[[{]/.test(text) ? unfold(parse(text) as BodyValue) : formOf(text.trim());
  } catch {
    return undefined;
  }
}

function formOf(text: string): BodyValue | undefined {
  if (!FORM.test(text)) return undefined;
  const fields = [...new URLSearchParams(text)];
  if (new Set(fields.map(([key]) => key)).size < fields.length) return undefined;
  return unfold(Object.fromEntries(fields));
}

function unfold(value: BodyValue): BodyValue {
  if (typeof value === 'string') return contentOf(value) ?? value;
  if (isLeaf(value)) return value;
  if (Array.isArray(value)) return value.map((entry: BodyValue) => unfold(entry));
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, unfold(child)]));
}

/** The content of a text that is JSON or a JWS. */
function contentOf(text: string): BodyValue | undefined {
  const [, payload] = JWS.exec(text) ?? [];
  const inner = payload === undefined ? text : Buffer.from(payload, 'base64url').toString('utf8');
  if (!/^\s*[[{]/.test(inner)) return undefined;
  try {
    return unfold(parse(inner) as BodyValue);
  } catch {
    return undefined;
  }
}

/** Whether a value has no values in it. */
export const isLeaf = (value: BodyValue): value is string | boolean | null | LosslessNumber =>
  typeof value !== 'object' || value === null || isLosslessNumber(value);
