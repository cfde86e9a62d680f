/** What the exit code of a command means; design of every command, and documented in docs/cli.md. */
export const EXIT = {
  /** Allowed, valid, done. */
  yes: 0,
  /** Denied, invalid, tampered: the answer is no. */
  no: 1,
  /** It could not be asked: usage, unreadable input. */
  unasked: 2,
  /** Undetermined: a needed fact could not be read. */
  undetermined: 3,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
