/**
 * Names for statements that come again and again: the server then parses and plans each of them once a connection, which
 * is half of what it does otherwise.
 */
export interface StatementNames {
  /** Null while it has not come often enough to be worth a place in the server's memory. */
  of(text: string): string | null;
  /** The server refuses what it has under this name, since a table has changed meanwhile: another one from now on. */
  renew(text: string): void;
}

const OFTEN = 3;
/** Each keeps a plan in every connection. */
const MOST_NAMES = 400;
/** Texts that are only counted; statements that are made up by their number of rows are many. */
const MOST_COUNTED = 2_000;

export function createStatementNames(): StatementNames {
  const counts = new Map<string, number>();
  const names = new Map<string, string>();
  let given = 0;
  const name = (text: string): string => {
    given += 1;
    const made = `countersign_${given}`;
    names.set(text, made);
    return made;
  };
  return {
    of: (text) => {
      const known = names.get(text);
      if (known !== undefined || names.size >= MOST_NAMES) return known ?? null;
      const count = (counts.get(text) ?? 0) + 1;
      if (count < OFTEN) {
        if (counts.size >= MOST_COUNTED) counts.clear();
        counts.set(text, count);
        return null;
      }
      counts.delete(text);
      return name(text);
    },
    renew: (text) => {
      if (names.has(text)) name(text);
    },
  };
}
