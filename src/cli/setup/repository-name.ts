import { Fault } from '../../base/fault.ts';
import type { RepositoryNames } from '../../github/rulesets.ts';

const OWNER = /^[A-Za-z0-9][\w-]{0,99}$/;
const NAME = /^[\w.-]{1,100}$/;

/** `OWNER/REPO`. Names of GitHub and nothing else, so they can stand in an address and in a shell's command as they are. */
export function parseRepositoryName(text: string): RepositoryNames {
  const [owner = '', name = '', ...more] = text.split('/');
  const isName = NAME.test(name) && name !== '.' && name !== '..';
  if (more.length === 0 && OWNER.test(owner) && isName) return { owner, name };
  throw new Fault('cli.usage', `${JSON.stringify(text)} is not the name of a repository`, {
    next: 'Give OWNER/REPO, as in acme/shop.',
  });
}
