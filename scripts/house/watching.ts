import { parse } from 'yaml';

export interface Figure {
  readonly kind: 'counter' | 'gauge' | 'histogram';
}

export type FigureList = Readonly<Record<string, Figure>>;

/** Our own figures that a text names, as they stand there. */
export function figuresIn(text: string): readonly string[] {
  return [...new Set([...text.matchAll(/\bcountersign_[a-z_]+\b/g)].map(([name]) => name))];
}

/** What a text names and the code does not have. A histogram has three figures, of which none has its own name. */
export function findStrangers(place: string, text: string, known: FigureList): readonly string[] {
  const served = new Set(
    Object.entries(known).flatMap(([name, { kind }]) =>
      kind === 'histogram' ? ['_bucket', '_sum', '_count'].map((end) => `${name}${end}`) : [name],
    ),
  );
  return figuresIn(text)
    .filter((name) => !served.has(name))
    .map((name) => `${place} names ${name}, which is no figure`);
}

/** The first column of every row of a table that begins with figures. */
export function figuresInTable(text: string): readonly string[] {
  return [...text.matchAll(/^\|([^|]*)\|/gm)].flatMap((row) => figuresIn(row[1] ?? ''));
}

export function compareTable(text: string, known: FigureList): readonly string[] {
  const explained = figuresInTable(text);
  return [
    ...explained.filter((name) => !(name in known)).map((name) => `the table explains ${name}, which is no figure`),
    ...Object.keys(known)
      .filter((name) => !explained.includes(name))
      .map((name) => `the table does not explain ${name}`),
  ];
}

interface RuleFile {
  readonly groups: readonly { readonly rules: readonly { readonly alert: string; readonly expr: string }[] }[];
}

/** Alerts of a rules file by their name; the expression of the last one of a name. */
export function alertsIn(text: string): ReadonlyMap<string, string> {
  const { groups } = parse(text) as RuleFile;
  return new Map(groups.flatMap(({ rules }) => rules.map(({ alert, expr }) => [alert, expr] as const)));
}

/** Every expression of a dashboard, with what Grafana puts into it in its place. */
export function queriesIn(dashboard: unknown): readonly string[] {
  if (typeof dashboard !== 'object' || dashboard === null) return [];
  return Object.entries(dashboard).flatMap(([name, value]: [string, unknown]) =>
    name === 'expr' && typeof value === 'string' ? [value.replaceAll('$__rate_interval', '5m')] : queriesIn(value),
  );
}
