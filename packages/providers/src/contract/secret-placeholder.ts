/** Words of placeholders. A text is a placeholder if it consists of one of these, with or without the words below. */
const TELLING = new Set(
  'your yours yoursecret yourkey change changeme replace replaceme insert enter paste fill fillin todo tbd fixme placeholder example sample dummy here goes'.split(
    ' ',
  ),
);
const OTHERS = new Set(
  'a an the my our this that with me it in is to by from real actual own new secret secrets key keys token password value string webhook webhooks signing endpoint api client app live test stripe paypal razorpay paymentkit ippopay standard'.split(
    ' ',
  ),
);
const PREFIX = /^(whsec|sk|pk|rk|rzp)_/i;
/** `<your secret>`, `${SECRET}`, `$(cat secret)`, `{{ secret }}`, `%SECRET%`, `$STRIPE_SECRET`. */
const UNFILLED = /^(<[^<>]*>|\$\{[^}]*\}|\$\(.*\)|\{\{.*\}\}|%[A-Z0-9_]+%|\$[A-Z][A-Z0-9]*_[A-Z0-9_]*)$/;
const MASKED = /^(?=.*([xX]{3}|\*{2}|[•●…]|\.{2}))[xX*•●·.…_ -]+$/u;

/**
 * Whether a text is a placeholder for a secret that was not filled in: `<your secret>`, `changeme`, `whsec_...`, `xxx`. It is
 * strict: a text that a person may have chosen is not a placeholder.
 */
export function isPlaceholder(text: string): boolean {
  const bare = text.replace(PREFIX, '');
  if (UNFILLED.test(text) || UNFILLED.test(bare) || MASKED.test(text) || MASKED.test(bare)) return true;
  const words = bare
    .toLowerCase()
    .split(/[-_ .!]+/)
    .filter(Boolean);
  return (
    words.some((word) => TELLING.has(word)) && words.every((word) => TELLING.has(word) || OTHERS.has(word))
  );
}
