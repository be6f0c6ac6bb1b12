import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readCertificates, tryReadCertificates } from '../certificates/read-pem.ts';

const shipped = (name: string) => readFileSync(new URL(`./certs/${name}.pem`, import.meta.url), 'utf8');
const root = shipped('DigiCertHighAssuranceEVRootCA');
const intermediate = shipped('DigiCertSHA2ExtendedValidationServerCA');
const ROOT_SERIAL = '02AC5C266A0B409B8F0B79F2AE462577';

describe('PEM text', () => {
  it('may contain several certificates with text between them', () => {
    const found = readCertificates(`the root:\n${root}\nand what it issued\n${intermediate}`);
    expect(found.map(({ certificate }) => certificate.serialNumber)).toEqual([
      ROOT_SERIAL,
      '0C79A944B08C11952092615FE26B1D83',
    ]);
  });

  it('assigns a URL on the line before a certificate to that certificate only', () => {
    const found = readCertificates(`https://api.paypal.com/x\n${root}\n${intermediate}`);
    expect(found.map(({ url }) => url)).toEqual(['https://api.paypal.com/x', undefined]);
  });

  it('may contain its line breaks as backslash and n', () => {
    const [found] = readCertificates(root.replaceAll('\n', '\\n'));
    expect(found?.certificate.serialNumber).toBe(ROOT_SERIAL);
  });

  it('may be empty', () => {
    expect(readCertificates(' \n')).toEqual([]);
  });

  it.each([
    ['text without a certificate', 'hello'],
    ['a block that is cut off', root.slice(0, 400)],
    ['a block that is not a certificate', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'],
    [
      'a valid block and a broken one',
      `${root}\n-----BEGIN CERTIFICATE-----\n???\n-----END CERTIFICATE-----`,
    ],
  ])('is refused as %s', (_, text) => {
    expect(() => readCertificates(text)).toThrow();
    expect(tryReadCertificates(text)).toBeUndefined();
  });
});
