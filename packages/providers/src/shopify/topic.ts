/** What the topics of a kind of body begin with. */
const TOPICS: Readonly<Record<string, string>> = {
  order: 'orders/',
  order_transaction: 'order_transactions/',
  refund: 'refunds/',
  dispute: 'disputes/',
};

/** Maximum length of a topic in a warning. */
const MAX_TOPIC = 60;

/**
 * A warning if the topic in the header does not fit the body. The header is not signed, so whoever can repeat a genuine body can
 * change it. It is compared only, and never believed.
 *
 * @param expects conditions of single topics on this body, by topic
 */
export function topicWarnings(
  headers: Readonly<Record<string, string>>,
  kind: string,
  expects: Readonly<Record<string, boolean>> = {},
): readonly string[] {
  const topic = headers['x-shopify-topic'];
  if (topic === undefined) return [];
  const fits = topic.startsWith(TOPICS[kind] ?? '') && (!Object.hasOwn(expects, topic) || expects[topic]);
  return fits
    ? []
    : [
        `the unsigned topic ${JSON.stringify(topic.slice(0, MAX_TOPIC))} does not fit the body, which was used`,
      ];
}
