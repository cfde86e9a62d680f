/** An option as it is declared, shown in `--help` and checked. Without `value` it is a switch. */
export interface OptionSpec {
  readonly name: string;
  /** The word that stands for its value: `DIR`. */
  readonly value?: string;
  /** The only values that it takes. */
  readonly choices?: readonly string[];
  /** Not there yet: whoever gives it is told this, and it stands in no help. */
  readonly later?: string;
  /** May it be given several times? */
  readonly many?: boolean;
  readonly says: string;
}
