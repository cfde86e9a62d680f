/** What was asked of the stand-in, counted; and what went wrong inside it. */
export interface StatsSnapshot {
  /** Requests of apps and people, in total: REST and GraphQL, not git, not control. */
  readonly total: number;
  /** `GET /repos/{owner}/{repo}` or `GRAPHQL query Facts` → how often. */
  readonly byRoute: Readonly<Record<string, number>>;
  /** Answers by status, `GRAPHQL 200 with errors` included. */
  readonly byStatus: Readonly<Record<string, number>>;
  /** Requests that the stand-in has no handler for. */
  readonly unimplemented: readonly string[];
  /** Bugs of the stand-in: answers or payloads that GitHub's description refuses. Tests should find none. */
  readonly problems: readonly string[];
  readonly git: number;
}

export class Stats {
  #total = 0;
  #git = 0;
  readonly #byRoute = new Map<string, number>();
  readonly #byStatus = new Map<string, number>();
  readonly #unimplemented: string[] = [];
  readonly #problems: string[] = [];

  count(route: string): void {
    this.#total += 1;
    this.#byRoute.set(route, (this.#byRoute.get(route) ?? 0) + 1);
  }

  countStatus(status: string): void {
    this.#byStatus.set(status, (this.#byStatus.get(status) ?? 0) + 1);
  }

  countGit(): void {
    this.#git += 1;
  }

  addUnimplemented(what: string): void {
    this.#unimplemented.push(what);
  }

  addProblem(problem: string): void {
    this.#problems.push(problem);
  }

  snapshot(): StatsSnapshot {
    return {
      total: this.#total,
      byRoute: Object.fromEntries(this.#byRoute),
      byStatus: Object.fromEntries(this.#byStatus),
      unimplemented: [...this.#unimplemented],
      problems: [...this.#problems],
      git: this.#git,
    };
  }

  /** Counters start again; problems stay, so that none is lost. */
  reset(): void {
    this.#total = 0;
    this.#git = 0;
    this.#byRoute.clear();
    this.#byStatus.clear();
  }
}
