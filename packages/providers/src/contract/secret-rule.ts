/** A text that people confuse with a secret: its form, and the message about it, which does not quote it. */
export interface Mistake {
  readonly looks: RegExp;
  readonly words: string;
  /** Set if the merchant chooses the text and may have chosen this one. Such a text is accepted as an entry of a list, with a warning. */
  readonly mayBeChosen?: true;
}

/** The form of a provider's secrets. If empty, the merchant chooses the text and any text is accepted. */
export interface SecretRule {
  /** The prefix of every secret of the provider, by its documentation. */
  readonly prefix?: string;
  /** The form of the secrets that the provider generates, if other texts are allowed too. It is used to find several secrets in one text. */
  readonly made?: RegExp;
  /** Why a text is not a secret of the provider, including its minimum length; never quotes it. */
  readonly problem?: (secret: string) => string | undefined;
  /** Further texts that people confuse with it, in addition to those of every provider. */
  readonly mistakes?: readonly Mistake[];
}
