import { measureAccepting } from './accept.ts';
import { measureAppending } from './append.ts';
import { measureArchive } from './archive.ts';
import { measureBurst } from './burst.ts';
import { measureDecisions } from './decisions.ts';
import { measureEvaluation } from './evaluation.ts';
import { measureFanOut } from './fan-out.ts';
import { type Figure, showTable, toJsonLine } from './figure.ts';
import { measureFirstInstallation } from './first-installation.ts';
import { measureGate } from './gate.ts';
import { measureLedger } from './ledger.ts';
import { measureLimits } from './limits.ts';
import { measureMemory } from './memory.ts';
import { measureOrganization } from './organization.ts';
import { measureOutage } from './outage.ts';
import { measureProcesses } from './processes.ts';
import { measureReplay } from './replay.ts';
import { measureSize } from './size.ts';
import { measureStart } from './start.ts';
import { measureLimitedThroughput, measureThroughput } from './throughput.ts';
import { measureTorture } from './torture.ts';
import { measureTrace } from './trace.ts';

/** `npm run bench [-- accept|append|…]`, with any of these names: one table, and one JSON line a figure. */
const measurements: Readonly<Record<string, () => Promise<readonly Figure[]>>> = {
  accept: measureAccepting,
  append: measureAppending,
  archive: measureArchive,
  burst: measureBurst,
  decisions: measureDecisions,
  evaluation: measureEvaluation,
  fanout: measureFanOut,
  'first-installation': measureFirstInstallation,
  gate: measureGate,
  ledger: measureLedger,
  limited: measureLimitedThroughput,
  limits: measureLimits,
  memory: measureMemory,
  organization: measureOrganization,
  outage: measureOutage,
  processes: measureProcesses,
  replay: measureReplay,
  size: measureSize,
  start: measureStart,
  throughput: measureThroughput,
  torture: measureTorture,
  trace: measureTrace,
};

const asked = process.argv.slice(2);
const names = asked.length === 0 ? Object.keys(measurements) : asked;
const figures: Figure[] = [];
for (const name of names) {
  const measure = measurements[name];
  if (measure === undefined)
    throw new Error(`there is no measurement ${name}; there are ${Object.keys(measurements).join(', ')}`);
  process.stderr.write(`measuring ${name} …\n`);
  figures.push(...(await measure()));
}
process.stdout.write(`${showTable(figures)}\n\n${figures.map(toJsonLine).join('\n')}\n`);
process.exit(0);
