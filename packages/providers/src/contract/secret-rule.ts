/** A text that people put where a secret belongs: how it looks, and the sentence that says so without quoting it. */
export interface Mistake {
  readonly looks: RegExp;
  readonly words: string;
  /** A merchant who may choose any text could have chosen this one. It is then taken as an entry of a list, with a warning. */
  readonly mayBeChosen?: true;
}

/** What a provider says of one of its secrets. Empty: the merchant chooses the text, and any is taken. */
export interface SecretRule {
  /** How every secret of the provider begins, by its documentation. */
  readonly prefix?: string;
  /** Looks of the secrets that the provider makes, where another text may be one too: several in one text are told by it. */
  readonly made?: RegExp;
  /** Why a text is no secret of the provider, its minimum length included; never quotes it. */
  readonly problem?: (secret: string) => string | undefined;
  /** What else is mistaken for it, beside what is wrong for every provider. */
  readonly mistakes?: readonly Mistake[];
}
