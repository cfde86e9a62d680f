import { SECOND } from '../../base/clock.ts';
import { Fault, isFault } from '../../base/fault.ts';
import { isPlanRefusal } from '../../github/rulesets.ts';

/** What was tried, in words that follow "GitHub": for the sentence about why it did not succeed. */
export interface Attempt {
  /** `acme/shop`, or an app's name. */
  readonly about: string;
  readonly kind: 'read' | 'write' | 'app';
}

/** Makes a request for a person: what goes wrong is told to somebody at a terminal, not to the operator of the app. */
export async function asPerson<T>(attempt: Attempt, request: Promise<T>): Promise<T> {
  try {
    return await request;
  } catch (error) {
    if (!isFault(error)) throw error;
    throw explain(error, attempt);
  }
}

function explain(fault: Fault, { about, kind }: Attempt): Fault {
  const say = (message: string, next: string): Fault =>
    new Fault(fault.code, message, { next, details: fault.details });
  if (isPlanRefusal(fault)) {
    return say(
      `${about} is private, and its plan has no rulesets`,
      'Make it public, or upgrade to GitHub Pro or Team; until then nothing can require the check.',
    );
  }
  const { code, message } = fault;
  if (code === 'github.unauthorized')
    return say('GitHub does not accept the token', 'Make a new one and set GITHUB_TOKEN to it.');
  if (code === 'github.rate-limited') return say(sayWait(fault), 'Run it again then: what was done is kept.');
  if (kind === 'write' && code === 'github.not-found')
    return refuseWrite(say, about, 'it does not know this token there');
  if (kind === 'write' && code === 'github.forbidden') return refuseWrite(say, about, message);
  if (code === 'github.not-found') return notFound(say, about, kind);
  if (code === 'github.forbidden') return say(message, 'The token needs to read the metadata of the repository.');
  if (code === 'github.invalid') {
    const next = 'A ruleset can name an app only where it is installed: install it on the repository first.';
    return say(message, next);
  }
  return say(message, 'Run it again: what was done is kept.');
}

function sayWait({ details }: Fault): string {
  const wait = details['retryAfter'];
  return `GitHub asks to wait${typeof wait === 'number' ? ` for ${Math.ceil(wait / SECOND)} seconds` : ''}`;
}

type Say = (message: string, next: string) => Fault;

function notFound(say: Say, about: string, kind: Attempt['kind']): Fault {
  if (kind === 'app')
    return say(
      `There is no app ${about}, or it is private and not yours`,
      'Give its id instead, from the settings page of the app: --app-id.',
    );
  return say(
    `There is no repository ${about} that this token may see`,
    'Check the name; a fine-grained token has to name the repository.',
  );
}

function refuseWrite(say: Say, about: string, why: string): Fault {
  return say(
    `GitHub refused to change the rulesets of ${about}: ${why}`,
    'It takes an administrator of the repository; a fine-grained token needs "Administration: write" besides.',
  );
}
