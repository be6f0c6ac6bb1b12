type ReleaseErrorCode =
  | 'release_tag_invalid'
  | 'release_version_differs'
  | 'release_section_missing'
  | 'release_section_repeated'
  | 'release_section_undated'
  | 'release_section_empty';

/** A release that cannot be cut. The message says how to repair it. */
export class ReleaseError extends Error {
  override readonly name = 'ReleaseError';
  readonly code: ReleaseErrorCode;

  constructor(code: ReleaseErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
