/** A file that is derived from source: what it must contain, given what it contains now (for parts of a page). */
export interface Generated {
  readonly path: string;
  readonly make: (current: string | null) => string;
}

export const generated: readonly Generated[] = [];
