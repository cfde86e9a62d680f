/** An invariant that does not hold. */
export interface Broken {
  readonly invariant: string;
  /** The repository concerned, whose trail is shown. */
  readonly about: string | null;
  /** The pull request concerned. */
  readonly number?: number;
  readonly message: string;
}
