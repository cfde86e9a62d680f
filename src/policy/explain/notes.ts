import type { Sentence } from '../explanation.ts';
import { findReasons, type RuleContext } from './rule.ts';
import { code, say } from './words.ts';

/** What stays useful below the details. */
export function makeNotes(rules: readonly RuleContext[]): readonly Sentence[] {
  // What was deployed has landed: nobody signs it any more.
  const unsigned = rules.some(
    ({ rule, scene }) =>
      scene.facts.kind !== 'deployment' &&
      findReasons(rule).some(
        ({ outcome, negated }) => outcome.name === 'signed' && outcome.truth === 'unmet' && !negated,
      ),
  );
  return unsigned ? [howToSign] : [];
}

const howToSign = say(
  'Never signed before? Three lines, once: ',
  code('git config --global gpg.format ssh'),
  ' · ',
  code('git config --global user.signingkey ~/.ssh/id_ed25519.pub'),
  ' · ',
  code('git config --global commit.gpgsign true'),
  ', then add the key on GitHub as a Signing key.',
);
