/**
 * A verdict in plain statements, shared by check run, CLI and web. No Markdown and no HTML: every surface escapes for
 * itself. Our own words are `text`; whatever an outsider may have written is marked `outside`.
 */
export type Segment =
  | { readonly text: string }
  /** A command, object id, path or pattern: shown in a fixed-width font, never interpreted. */
  | { readonly code: string }
  | { readonly login: string }
  /** Two commits, whole object ids: what a reader compares. */
  | { readonly compared: { readonly from: string; readonly to: string } }
  | { readonly outside: string };

export type Sentence = readonly Segment[];

export interface Explanation {
  /** At most 70 characters: a verb, a number, who. Plain text; control characters never. */
  readonly title: string;
  readonly result: 'allow' | 'deny' | 'pending' | 'unknown';
  /** What to do now: sentences and exact commands, in order. */
  readonly steps: readonly { readonly sentence: Sentence; readonly commands: readonly string[] }[];
  readonly rows: readonly Row[];
  /** Only failing or waiting rules are unfolded. */
  readonly details: readonly Detail[];
  /** Sentences under the details (how to sign for the first time, where it was recorded …). */
  readonly notes: readonly Sentence[];
  /** Positions in the policy file that the check annotates. */
  readonly annotations: readonly {
    readonly layer: 'floor' | 'repository';
    readonly line: number;
    readonly column: number;
    readonly message: string;
  }[];
}

export interface Row {
  readonly mark: 'met' | 'unmet' | 'pending' | 'unknown' | 'skipped' | 'warning' | 'observed';
  readonly rule: string;
  readonly result: Sentence;
}

export interface Detail {
  readonly rule: string;
  readonly looked: Sentence;
  readonly required: Sentence;
  readonly found: readonly Sentence[];
  /** The approvals table: who, counts?, why. */
  readonly approvals: readonly { readonly approval: Sentence; readonly counts: string; readonly why: Sentence }[];
  /** Findings by commit: shown as a list. */
  readonly commits: readonly { readonly oid: string; readonly sentence: Sentence }[];
}
