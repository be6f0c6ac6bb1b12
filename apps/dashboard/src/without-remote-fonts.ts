/** The link to Google's fonts in Bull Board's page: a dashboard tells no third party that it is looked at. */
const REMOTE_FONTS = /<link href="https:\/\/fonts\.googleapis\.com\/[^"]{0,300}"[^>]{0,100}>/;

/** A page without what it would load from elsewhere; anything else as it is. */
export const withoutRemoteFonts = <T>(payload: T): T | string =>
  typeof payload === 'string' && payload.startsWith('<!DOCTYPE html>')
    ? payload.replace(REMOTE_FONTS, '')
    : payload;
