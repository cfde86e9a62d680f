import type { Detail, Segment, Sentence } from '../explanation.ts';
import type { CommitFacts } from '../facts.ts';
import { recordOf, textOf } from '../finding-data.ts';
import { selectPart } from '../message-part.ts';
import type { Finding, Outcome } from '../verdict.ts';
import { addressed, commitsOf, type Explainer, type Scene, type Step, whoFixes } from './explainer.ts';
import { code, eachOf, joinWith, login, oids, outside, partOf, say, shortOid, timeOfDay } from './words.ts';

/** Findings that a new signature by the committer would clear. */
export const SIGN_CODES = ['signed.unsigned', 'signed.invalid', 'signed.only-github', 'signed.other-signer'] as const;

const faults: Readonly<Record<string, string>> = {
  'signed.unsigned': 'unsigned',
  'signed.invalid': 'badly signed',
  'signed.only-github': 'signed by GitHub only',
  'signed.other-signer': 'signed by another',
  'signed.unattributed': 'committed by an unknown account',
};

export const explainSigned: Explainer = {
  headlines(outcome, scene) {
    const bad = commitsOf(outcome, scene);
    const [first] = bad;
    if (first === undefined) return ['no signature could be looked at'];
    const codes = [...new Set(outcome.findings.filter(({ truth }) => truth !== 'met').map((finding) => finding.code))];
    const fault = codes.length === 1 ? faults[codes[0] ?? ''] : undefined;
    const what = `${partOf(bad.length, scene.commits.length, 'commit')} ${bad.length === 1 ? 'is' : 'are'}`;
    if (outcome.truth === 'unknown') return [`${what} not checked by GitHub yet`, 'a signature is not checked yet'];
    const act = bad.length === 1 ? `sign ${shortOid(first.oid)}` : 'sign them';
    const known = fault ?? 'not well signed';
    if (scene.facts.kind === 'deployment') return [`${what} ${known}`];
    return [
      `${what} ${known}: ${addressed(whoFixes(first, scene), act)}`,
      `${what} ${known}: ${act}`,
      `${what} ${known}`,
    ];
  },
  row: (outcome) =>
    joinWith(
      '; ',
      outcome.findings.map((finding) => describe(finding)),
    ),
  detail(outcome, scene): Omit<Detail, 'rule'> {
    const bad = outcome.findings.filter(({ truth }) => truth !== 'met');
    // Once: whoever writes the commits can give each a finding of its own.
    const byOid = new Map(scene.commits.map((commit) => [commit.oid, commit]));
    return {
      looked: say(`the signature of ${eachOf(scene.commits.length, 'commit')}`),
      required: say(`a good signature ${requiredBy(outcome)}`),
      found: bad.map((finding) => describe(finding)),
      approvals: [],
      commits: bad.flatMap((finding) =>
        finding.commits.map((oid) => ({
          oid,
          sentence: say(describe({ ...finding, commits: [oid] }), ...describeCommit(byOid.get(oid), scene)),
        })),
      ),
    };
  },
  steps(outcome, scene) {
    const unattributed = commitsOf(outcome, scene, ['signed.unattributed']).map(({ oid }) => oid);
    const isWaiting = outcome.findings.some(
      ({ code: found }) => found === 'signed.unchecked' || found === 'signed.unread',
    );
    return [...(unattributed.length === 0 ? [] : [attribute(unattributed, scene)]), ...(isWaiting ? [tryAgain] : [])];
  },
};

const tryAgain: Step = {
  sentence: say(
    'GitHub could not check a signature just now. Comment ',
    code('/countersign recheck'),
    ' in some minutes.',
  ),
  commands: [],
};

/** A commit of nobody's is put right where GitHub learns whose it is. */
export function attribute(commits: readonly string[], { facts }: Scene): Step {
  const it = commits.length === 1 ? 'the commit' : 'the commits';
  const then =
    facts.kind === 'deployment'
      ? say(', then run the job again.')
      : say(', then comment ', code('/countersign recheck'), `; or make ${it} anew with an address that GitHub knows.`);
  return {
    sentence: say('Add the e-mail address of ', oids(commits), ' to the GitHub account of whoever made it', then),
    commands: [],
  };
}

function requiredBy(outcome: Outcome): string {
  const required = recordOf(outcome.findings.find(({ data }) => data['required'] !== undefined)?.data['required']);
  const who = { committer: 'by the committer', author: 'by the author', anyone: 'by anyone whom GitHub knows' }[
    textOf(required['by'])
  ];
  return `${who ?? ''}${required['allow_github'] === true ? ', or by GitHub' : ''}`;
}

function describe({ code: found, commits, data }: Finding): Sentence {
  const which = commits.length === 0 ? say('') : oids(commits);
  const is = commits.length === 1 ? 'is' : 'are';
  const signer = textOf(recordOf(data['signer'])['login']);
  const format = { openpgp: 'OpenPGP', ssh: 'SSH', x509: 'X.509' }[textOf(data['format'])] ?? 'signature';
  switch (found) {
    case 'signed.good':
      return say(which, ` ${is} good (${format}`, ...(signer === '' ? [] : [', ', login(signer)]), ')');
    case 'signed.github':
      return say(which, ` ${is} signed by GitHub`);
    case 'signed.unsigned':
      return say(which, ` ${commits.length === 1 ? 'has' : 'have'} no signature`);
    case 'signed.invalid':
      return say(which, `: GitHub does not accept the signature (`, code(textOf(data['reason'])), ')');
    case 'signed.only-github':
      return say(which, ` ${is} signed by GitHub only, not by a person’s key`);
    case 'signed.unattributed':
      return say(which, ` ${is} well signed, but GitHub knows no account for the one who committed`);
    case 'signed.other-signer':
      return say(
        which,
        ` ${is} signed by `,
        signer === '' ? 'nobody that GitHub names' : login(signer),
        ', not by ',
        login(textOf(recordOf(data['expected'])['login'])),
      );
    case 'signed.unchecked':
      return say(which, ': GitHub could not check the signature (', code(textOf(data['reason'])), ')');
    case 'signed.no-commits':
      return say('there are no commits');
    default:
      return say(
        commits.length === 0 ? 'the commits' : which,
        ' could not be read: ',
        outside(textOf(data['detail']), 200),
      );
  }
}

/** The subject line and the time, so that a person recognizes the commit. */
export function describeCommit(commit: CommitFacts | undefined, { now }: Scene): readonly (string | Segment)[] {
  if (commit === undefined) return [];
  return [' (', outside(selectPart(commit.message, 'subject')), `, committed ${timeOfDay(commit.committedAt, now)})`];
}
