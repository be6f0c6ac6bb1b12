import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { AUTHORITY_MARK, SIGNER_MARK } from '../apple/certificate-trust.ts';
import { createSimulatedChain } from '../apple/simulator/simulated-chain.ts';
import { hasExtension } from './extensions.ts';

const { x5c } = await createSimulatedChain({
  now: new Date('2026-03-02T12:00:00Z'),
  name: `CN ${SIGNER_MARK}`,
});
const [leaf, intermediate, root] = x5c.map((der) => new X509Certificate(Buffer.from(der, 'base64'))) as [
  X509Certificate,
  X509Certificate,
  X509Certificate,
];
const BASIC_CONSTRAINTS = '2.5.29.19';

describe('an extension', () => {
  it('is found by its whole identifier', () => {
    expect(hasExtension(leaf, SIGNER_MARK)).toBe(true);
    expect(hasExtension(intermediate, AUTHORITY_MARK)).toBe(true);
    expect(hasExtension(root, BASIC_CONSTRAINTS)).toBe(true);
  });

  it('is not found in the name of the certificate, or by the beginning of another identifier', () => {
    expect(hasExtension(root, SIGNER_MARK)).toBe(false);
    expect(hasExtension(leaf, AUTHORITY_MARK)).toBe(false);
    expect(hasExtension(leaf, '1.2.840.113635.100.6.11')).toBe(false);
  });

  it('is not found in bytes that are not a whole certificate, and causes no exception', () => {
    const found = leaf.raw.indexOf(Buffer.from('2a864886f76364060b01', 'hex'));
    expect(found).toBeGreaterThan(0);
    for (let length = 0; length < leaf.raw.length; length += 1)
      expect(hasExtension({ raw: leaf.raw.subarray(0, length) } as X509Certificate, SIGNER_MARK)).toBe(false);
  });
});
