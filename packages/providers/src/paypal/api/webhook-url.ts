/** The longest URL of a webhook (notifications_webhooks_v1). */
const MAX_LENGTH = 2048;

/**
 * Why PayPal does not accept a URL for a webhook, as a sentence; `undefined` if it does. PayPal's own answer is only "Not a valid webhook URL".
 * It delivers to the HTTPS port 443 alone (developer.paypal.com/api/rest/webhooks/rest).
 */
export function webhookUrlProblem(url: string): string | undefined {
  if (!URL.canParse(url)) return 'This is not a URL.';
  const { protocol, port } = new URL(url);
  if (protocol !== 'https:') return 'PayPal delivers to https:// only.';
  if (port !== '') return 'PayPal delivers to the port 443 only.';
  if (url.length > MAX_LENGTH) return `PayPal accepts URLs of at most ${MAX_LENGTH} characters.`;
  return undefined;
}
