import type { X509Certificate } from 'node:crypto';

/** Tags of DER (X.690) that lead to the extensions of a certificate (RFC 5280, 4.1). */
const [SEQUENCE, OBJECT_IDENTIFIER, EXTENSIONS] = [0x30, 0x06, 0xa3];

interface Element {
  readonly tag: number;
  readonly content: Buffer;
}

/**
 * Whether a certificate has an extension with this object identifier. Node does not list extensions, and a search for the bytes
 * would also find them inside another field, so the structure is followed.
 */
export const hasExtension = (certificate: X509Certificate, identifier: string): boolean =>
  extensionIdentifiers(certificate.raw).some((found) => found.equals(encodeIdentifier(identifier)));

/** The encoded identifiers of all extensions; none if the bytes are not a certificate. */
function extensionIdentifiers(der: Buffer): readonly Buffer[] {
  const [certificate] = elementsOf(der);
  const [signedPart] = elementsOf(certificate?.content);
  const wrapped = elementsOf(signedPart?.content).find(({ tag }) => tag === EXTENSIONS);
  const [list] = elementsOf(wrapped?.content);
  return elementsOf(list?.content).flatMap(({ tag, content }) => {
    const [identifier] = tag === SEQUENCE ? elementsOf(content) : [];
    return identifier?.tag === OBJECT_IDENTIFIER ? [identifier.content] : [];
  });
}

/** The elements in a buffer, up to the first one that is cut off or has a long tag or a length of more than four bytes. */
function elementsOf(der: Buffer = Buffer.of()): readonly Element[] {
  const found: Element[] = [];
  for (let at = 0; at + 2 <= der.length;) {
    const [tag = 0, short = 0] = der.subarray(at, at + 2);
    const lengthBytes = short < 0x80 ? 0 : short - 0x80;
    const begin = at + 2 + lengthBytes;
    if ((tag & 0x1f) === 0x1f || lengthBytes > 4 || short === 0x80 || begin > der.length) break;
    const length = lengthBytes === 0 ? short : der.readUIntBE(at + 2, lengthBytes);
    if (begin + length > der.length) break;
    found.push({ tag, content: der.subarray(begin, begin + length) });
    at = begin + length;
  }
  return found;
}

/** The content of an object identifier: the first two numbers in one, then each number in base 128. */
function encodeIdentifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return Buffer.from([first * 40 + second, ...rest].flatMap(base128));
}

function base128(number: number): number[] {
  const digits = [number & 0x7f];
  for (let rest = Math.floor(number / 128); rest > 0; rest = Math.floor(rest / 128))
    digits.unshift((rest & 0x7f) | 0x80);
  return digits;
}
