/** The link to Google's fonts in Bull Board's page. It is removed, so that no third party learns about visits to the dashboard. */
const REMOTE_FONTS = /<link href="https:\/\/fonts\.googleapis\.com\/[^"]{0,300}"[^>]{0,100}>/;

/** Returns a page without its remote resources; other content is not changed. */
export const withoutRemoteFonts = <T>(payload: T): T | string =>
  typeof payload === 'string' && payload.startsWith('<!DOCTYPE html>')
    ? payload.replace(REMOTE_FONTS, '')
    : payload;
