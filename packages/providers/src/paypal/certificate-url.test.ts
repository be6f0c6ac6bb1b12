import { describe, expect, it } from 'vitest';
import { readCertificateUrl } from './transmission.ts';

const PATH = '/v1/notifications/certs/CERT-360caa42-fca2a594-1a5f47cb';

describe('the certificate URL', () => {
  it('shows by its host whether the delivery is live or sandbox', () => {
    expect(readCertificateUrl(`https://api.paypal.com${PATH}`)).toMatchObject({ mode: 'live' });
    expect(readCertificateUrl(`https://api.sandbox.paypal.com${PATH}`)).toMatchObject({ mode: 'test' });
  });

  it.each([
    `http://api.paypal.com${PATH}`,
    `https://api.paypal.com:443${PATH}`,
    `https://api.paypal.com:8443${PATH}`,
    `https://user@api.paypal.com${PATH}`,
    `https://api.paypal.com@evil.example${PATH}`,
    `https://api.paypal.com.evil.example${PATH}`,
    `https://evil.example${PATH}`,
    `https://www.paypal.com${PATH}`,
    `https://api-m.paypal.com${PATH}`,
    `https://API.paypal.com${PATH}`,
    `https://api.paypal.com.${PATH}`,
    `https://api.paypal.com/v1/notifications/certs/`,
    `https://api.paypal.com/v1/notifications/certs/../../../redirect`,
    `https://api.paypal.com/v1/notifications/certs/a%2f..%2fb`,
    `https://api.paypal.com/v1/notifications/certs/a/b`,
    `https://api.paypal.com/v1/notifications/certs/${'a'.repeat(101)}`,
    `https://api.paypal.com${PATH}?next=1`,
    `https://api.paypal.com${PATH}#x`,
    ` https://api.paypal.com${PATH}`,
    `https://api.paypal.com${PATH}\n`,
    `https://api.paypal.com${PATH}, https://api.paypal.com${PATH}`,
    'file:///etc/passwd',
    'not a url',
  ])('is refused as %j', (text) => {
    expect(readCertificateUrl(text)).toMatchObject({ authentic: false, code: 'certificate_url_refused' });
  });

  it('is required', () => {
    expect(readCertificateUrl(undefined)).toMatchObject({ authentic: false, code: 'signature_missing' });
  });
});
