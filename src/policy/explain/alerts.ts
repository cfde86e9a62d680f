import type { Sentence } from '../explanation.ts';
import { listOf, numberOf, recordOf, textOf } from '../finding-data.ts';
import type { Finding, FindingValue } from '../verdict.ts';
import type { Explainer, Scene, Step } from './explainer.ts';
import {
  choices,
  joinFindings,
  mainFinding,
  noRows,
  openFindings,
  tellingFindings,
  unreadable,
} from './finding-words.ts';
import { code, countOf, joinWith, outside, say, shortOid, timeOfDay } from './words.ts';

export const explainAlerts: Explainer = {
  headlines(outcome) {
    const main = mainFinding(outcome);
    const name = nameOf(main?.data['of']);
    switch (main?.code ?? '') {
      case 'alerts.open':
        return [`${countOf(numberOf(main?.data['count']), `open alert`)} of ${name}`, 'security alerts are open'];
      case 'alerts.not-analyzed':
        return [
          main?.data['analyzed'] === 'any'
            ? 'an analysis by code scanning'
            : 'an analysis of this commit by code scanning',
          'code scanning',
        ];
      default:
        return [`it is not known which alerts of ${name} are open`, 'security alerts are not known'];
    }
  },
  row: (outcome) => joinFindings(tellingFindings(outcome), describe),
  detail: (outcome, scene) => ({
    looked: joinWith(
      ', ',
      outcome.findings.map((finding) => describeLooked(finding, scene)),
    ),
    required: joinFindings(outcome.findings, describeRequired, ', and '),
    found: openFindings(outcome).map(describe),
    ...noRows,
  }),
  steps: (outcome) => openFindings(outcome).flatMap(stepsOf),
};

const names: Readonly<Record<string, string>> = {
  code_scanning: 'code scanning',
  secret_scanning: 'secret scanning',
  dependencies: 'Dependabot',
};

const nameOf = (of: FindingValue | undefined): string => names[textOf(of)] ?? 'GitHub';

function describeLooked({ data }: Finding, { now }: Scene): Sentence {
  const analyzedAt = numberOf(data['at']);
  return say(
    `the open alerts of ${nameOf(data['of'])}`,
    ...(analyzedAt === 0 ? [] : [`, as analyzed ${timeOfDay(analyzedAt, now)}`]),
  );
}

function describeRequired({ code: found, data }: Finding): Sentence {
  const name = nameOf(data['of']);
  const severity = textOf(data['none_of']);
  if (severity === '') return say(`no open alert of ${name}`);
  const which = data['of'] === 'secret_scanning' ? '' : describeSeverity(severity);
  if (data['of'] !== 'code_scanning') return say(`no open alert of ${name}${which}`);
  const by = data['tool'] === null ? [] : [' by ', outside(textOf(data['tool']))];
  const of = data['analyzed'] === 'any' ? [] : [' of ', code(shortOid(textOf(data['commit'])))];
  const each = data['categories'] === null ? [] : [' of each category ', choices(data['categories'], 'and')];
  const analysis = found === 'alerts.not-analyzed' ? 'an analysis' : 'in an analysis';
  return found === 'alerts.not-analyzed'
    ? say(analysis, ...of, ...by, ...each, `, and no open alert${which} in it`)
    : say(`no open alert${which} `, analysis, ...of, ...by, ...each);
}

/** "of severity critical", "of severity medium or worse". */
const describeSeverity = (severity: string): string =>
  ` of severity ${severity}${severity === 'critical' ? '' : ' or worse'}`;

function describe({ code: found, data }: Finding): Sentence {
  const name = nameOf(data['of']);
  switch (found) {
    case 'alerts.none':
      return say(
        `no open alert of ${name}`,
        data['of'] === 'secret_scanning' ? '' : describeSeverity(textOf(data['none_of'])),
      );
    case 'alerts.open':
      return say(
        `${data['isAll'] === false ? 'at least ' : ''}${countOf(numberOf(data['count']), 'open alert')} of ${name}: `,
        joinWith(
          ', ',
          listOf(data['rows']).map((row) => describeRow(recordOf(row), data)),
        ),
      );
    case 'alerts.not-analyzed':
      return describeMissing(data);
    case 'alerts.too-many':
      return say(`${name} has more open alerts than are read, and those that were read are not so bad`);
    default:
      return unreadable(`the alerts of ${name}`, data);
  }
}

const NUMBERS_SHOWN = 5;

function describeRow(row: Readonly<Record<string, FindingValue>>, { of }: Finding['data']): Sentence {
  const count = numberOf(row['count']);
  const shown = listOf(row['numbers']).slice(0, NUMBERS_SHOWN);
  const more = count > shown.length ? ` and ${count - shown.length} more` : '';
  const numbers = `no. ${shown.map(numberOf).join(', ')}${more}`;
  return say(of === 'secret_scanning' ? numbers : `${count} ${textOf(row['severity'])} (${numbers})`);
}

function describeMissing(data: Finding['data']): Sentence {
  const missing = listOf(data['missing']);
  const by = data['tool'] === null ? [] : [' by ', outside(textOf(data['tool']))];
  const of = data['analyzed'] === 'any' ? [] : [' of ', code(shortOid(textOf(data['commit'])))];
  return say(
    'there is no analysis',
    ...of,
    ...by,
    ...(missing.length === 0 ? [] : [' in the category ', choices(missing)]),
    ' yet',
    data['analyzed'] !== 'any' && data['newest'] === null ? ', nor of any other commit' : '',
  );
}

function stepsOf({ code: found, data }: Finding): readonly Step[] {
  if (found === 'alerts.open') return [mend[textOf(data['of'])] ?? []].flat();
  return found === 'alerts.not-analyzed' && data['newest'] === null ? [setUp] : [];
}

const step = (text: string): Step => ({ sentence: say(text), commands: [] });

const mend: Readonly<Record<string, Step>> = {
  code_scanning: step(
    'Mend what the alerts name and have it analyzed, or dismiss them with a reason (Security → Code scanning).',
  ),
  secret_scanning: step('Revoke the secrets, and close the alerts with the reason (Security → Secret scanning).'),
  dependencies: step('Update what the alerts name, or dismiss them with a reason (Security → Dependabot).'),
};

const setUp = step('If nothing analyzes this branch: set up code scanning (Settings → Advanced Security).');
