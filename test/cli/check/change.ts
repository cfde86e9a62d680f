import { type SampleOptions, SampleRepository } from '../../git/sample-repository.ts';
import { type Ran, runCli } from '../test-io.ts';
import { policyText } from './sample-policy.ts';

/** A repository with a policy on main, and a topic branch that `check` judges. */
export class SampleChange {
  readonly repository: SampleRepository;

  constructor(rules: string, options: SampleOptions = {}) {
    this.repository = new SampleRepository(options);
    this.repository.commit('base', { '.github/countersign.yml': policyText(rules), 'src/a.ts': 'a\n' });
    this.repository.git(['checkout', '--quiet', '-b', 'topic']);
  }

  async check(...args: readonly string[]): Promise<Ran> {
    return runCli(['check', '--repo', this.repository.path, '--range', 'main..topic', ...args]);
  }

  async checkJson(...args: readonly string[]): Promise<{ readonly code: number; readonly answer: CheckAnswer }> {
    const { code, out, err } = await this.check('--format', 'json', ...args);
    if (out === '') throw new Error(err);
    return { code, answer: JSON.parse(out) as CheckAnswer };
  }

  /** A commit object as it is: extra header lines and any bytes as message, on top of these parents. */
  raw(parents: readonly string[], headers: string, message: string | Uint8Array): string {
    const who = 'Dana <dana@example.org> 1700000000 +0100';
    const head = `tree ${this.repository.tree()}\n${parents.map((oid) => `parent ${oid}\n`).join('')}author ${who}\ncommitter ${who}\n${headers}\n`;
    const oid = this.repository.object('commit', Buffer.concat([Buffer.from(head), Buffer.from(message)]));
    this.repository.git(['update-ref', 'refs/heads/topic', oid]);
    return oid;
  }
}

export interface CheckAnswer {
  readonly result: string;
  readonly rules: readonly {
    readonly rule: string;
    readonly state: string;
    readonly open: readonly string[];
    readonly findings: readonly {
      readonly condition: string;
      readonly code: string;
      readonly truth: string;
      readonly commits: readonly string[];
    }[];
  }[];
  readonly [key: string]: unknown;
}

export const SSH_SIGNATURE = 'gpgsig -----BEGIN SSH SIGNATURE-----\n U1NIU0lH\n -----END SSH SIGNATURE-----\n';
