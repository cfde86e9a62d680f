/** Finds the route of a request, among those implemented and among all that GitHub describes. */
import type { Route } from './route.ts';

/** Parameters that take slashes unencoded, as GitHub lets them. */
const greedy = new Set(['path', 'ref', 'branch', 'basehead']);

interface Pattern {
  readonly name: string;
  readonly method: string;
  readonly expression: RegExp;
  readonly parameters: readonly string[];
  readonly variables: number;
}

export interface Match {
  /** `GET /repos/{owner}/{repo}` */
  readonly name: string;
  readonly path: Readonly<Record<string, string>>;
  readonly route: Route | undefined;
}

export class Router {
  readonly #routes: ReadonlyMap<string, Route>;
  readonly #implemented: readonly Pattern[];
  readonly #described: () => readonly string[];
  #all: readonly Pattern[] | undefined;

  /** @param described all of GitHub's routes; read only when no implemented one matches */
  constructor(routes: readonly Route[], described: () => readonly string[]) {
    this.#routes = new Map(routes.map((route) => [route.name, route]));
    this.#implemented = sortPatterns(routes.map(({ name }) => toPattern(name)));
    this.#described = described;
  }

  find(method: string, pathname: string): Match | undefined {
    const implemented = match(this.#implemented, method, pathname);
    if (implemented !== undefined) return { ...implemented, route: this.#routes.get(implemented.name) };
    this.#all ??= sortPatterns(this.#described().map(toPattern));
    const known = match(this.#all, method, pathname);
    return known === undefined ? undefined : { ...known, route: undefined };
  }
}

function toPattern(name: string): Pattern {
  const [method = '', template = ''] = name.split(' ');
  const parameters: string[] = [];
  const source = template.replaceAll(/\/?\{([^}]+)\}|[.+*?^$()[\]\\]/g, (part, parameter: string | undefined) => {
    if (parameter === undefined) return `\\${part}`;
    parameters.push(parameter);
    // The root directory has an empty path, and clients leave its slash out.
    if (parameter === 'path') return '(?:/(.*))?';
    const slash = part.startsWith('/') ? '/' : '';
    return `${slash}${greedy.has(parameter) ? '(.+)' : '([^/]+)'}`;
  });
  return { name, method, expression: new RegExp(`^${source}$`), parameters, variables: parameters.length };
}

/** Fixed words before variables: `/repos/{owner}/{repo}/git/refs` before `/repos/{owner}/{repo}/{anything}/{ref}`. */
function sortPatterns(patterns: readonly Pattern[]): readonly Pattern[] {
  const isGreedy = ({ parameters }: Pattern): number => Number(parameters.some((parameter) => greedy.has(parameter)));
  return patterns.toSorted(
    (a, b) => isGreedy(a) - isGreedy(b) || a.variables - b.variables || b.name.length - a.name.length,
  );
}

function match(patterns: readonly Pattern[], method: string, pathname: string): Omit<Match, 'route'> | undefined {
  for (const { name, method: wanted, expression, parameters } of patterns) {
    const found = wanted === method ? expression.exec(pathname) : null;
    if (found === null) continue;
    const path = Object.fromEntries(
      parameters.map((parameter, index) => [parameter, decodeURIComponent(found[index + 1] ?? '')]),
    );
    return { name, path };
  }
  return undefined;
}
