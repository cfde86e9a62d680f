/** A check run belongs to a commit, a verdict to a base: so the base is in the name (design/architecture.md, Subjects). */
export function checkNameOf(base: string): string {
  return `countersign: ${base}`;
}
