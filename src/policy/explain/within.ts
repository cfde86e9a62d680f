import type { Sentence } from '../explanation.ts';
import { listOf, textOf } from '../finding-data.ts';
import type { Finding } from '../verdict.ts';
import type { Explainer, Scene } from './explainer.ts';
import { joinFindings, mainFinding, noRows, openFindings } from './finding-words.ts';
import { code, say, timeOfDay } from './words.ts';

export const explainWithin: Explainer = {
  headlines(outcome, { now }) {
    const main = mainFinding(outcome);
    if (main?.code !== 'within.outside') return ['it is not known what time it is there'];
    const changes = main.data['changes'];
    const plain = 'this is not the time for it';
    return typeof changes === 'number' ? [`${plain}: from ${timeOfDay(changes, now)} on`, plain] : [plain];
  },
  row: ({ findings }, scene) => joinFindings(findings, (finding) => describe(finding, scene)),
  detail: (outcome, scene) => ({
    looked: say('the time'),
    required: joinFindings(outcome.findings, describeDemand),
    found: openFindings(outcome).map((finding) => describe(finding, scene)),
    ...noRows,
  }),
  steps: (outcome, { now }) =>
    openFindings(outcome).flatMap(({ data: { changes } }) =>
      typeof changes === 'number' ? [{ sentence: say(`Wait until ${timeOfDay(changes, now)}.`), commands: [] }] : [],
    ),
};

function describe({ code: found, data }: Finding, { now }: Scene): Sentence {
  const zone = code(textOf(data['timezone']));
  if (found !== 'within.inside' && found !== 'within.outside') return say('there is no time zone ', zone);
  const [date, time] = textOf(data['local']).split('T');
  const { changes } = data;
  const end = typeof changes === 'number' ? `, until ${timeOfDay(changes, now)}` : '';
  const where = found === 'within.inside' ? 'inside' : 'outside';
  return say(`${textOf(data['day'])} ${date} ${time} in `, zone, ` is ${where}${end}`);
}

function describeDemand({ data }: Finding): Sentence {
  const days = listOf(data['days']).map(textOf);
  const [hours, from, until] = [textOf(data['hours']), textOf(data['from']), textOf(data['until'])];
  const parts = [
    ...(days.length === 0 ? [] : [days.join(', ')]),
    ...(hours === '' ? [] : [hours]),
    ...(from === '' ? [] : [`from ${from}`]),
    ...(until === '' ? [] : [`before ${until}`]),
  ];
  return say('a time', parts.length === 0 ? '' : ` of ${parts.join(', ')}`, ' in ', code(textOf(data['timezone'])));
}
