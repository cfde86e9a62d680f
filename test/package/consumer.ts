import { generateKeyPairSync } from 'node:crypto';
import { toBase64, toBytes, toText } from '../../src/base/bytes.ts';
import { signCheckpoint } from '../../src/ledger/checkpoint.ts';
import { leafHash, rootOf } from '../../src/ledger/merkle.ts';
import { formatVkey, noteSigner } from '../../src/ledger/note-key.ts';
import { makeFacts } from '../policy/scenery.ts';

/** What somebody writes who installed the package. Run as it is, and compiled with the package's own declarations. */
export const consumerSource = `
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { isFault, leafHash, openCheckpoint, parseVkey, type VerifierKey, verifyInclusion, verifyLedger } from 'countersign/ledger';
import { evaluate, type Explanation, explain, type Facts, known, type Layer, parsePolicy, type Verdict } from 'countersign/policy';

interface Given { readonly facts: Facts; readonly policy: string; readonly vkey: string; readonly note: string; readonly entry: string }
const given = JSON.parse(readFileSync('given.json', 'utf8')) as Given;

const parsed = parsePolicy(given.policy);
if ('problems' in parsed) throw new Error(parsed.problems.map(({ line, message }) => line + ': ' + message).join());
const layers: readonly Layer[] = [{ layer: 'repository', source: { state: 'policy', policy: parsed.policy } }];
const facts: Facts = { ...given.facts, labels: known(['bug']) };
const verdict: Verdict = evaluate({ layers, facts, at: facts.observedAt });
const told: Explanation = explain({ verdict, facts, layers });
const wrong = parsePolicy('version: 1\\nrule: []\\n');
const [problem] = 'problems' in wrong ? wrong.problems : [];

const key: VerifierKey = parseVkey(given.vkey);
const bytes = new TextEncoder().encode(given.entry);
const checkpoint = openCheckpoint(new TextEncoder().encode(given.note), [key]);
const included = verifyInclusion({ leaf: leafHash(bytes), index: 0, size: checkpoint.size, root: checkpoint.root, proof: [] });
const empty = verifyLedger({ tree: { list: () => [], read: () => null }, keys: [key], checkSchema: () => [] });
let fault: string | null = null;
try {
  parseVkey('not a key');
} catch (error) {
  fault = isFault(error) ? error.code : null;
}

const schema = createRequire(import.meta.url)('countersign/schema/policy.json') as { readonly title: string };
console.log(JSON.stringify({
  result: verdict.result,
  title: told.title,
  problem: problem === undefined ? null : [problem.code, problem.line],
  size: checkpoint.size,
  included,
  empty: empty.problems.map(({ code }) => code),
  fault,
  schema: schema.title,
}));
`;

/** What the consumer reads. */
export function givenToConsumer(): string {
  const signer = noteSigner('example.com/acme', generateKeyPairSync('ed25519').privateKey);
  const entry = '{"a":1}';
  const root = rootOf([leafHash(toBytes(entry))]);
  const note = signCheckpoint({ origin: signer.name, size: 1, root }, [signer]);
  return JSON.stringify({
    facts: makeFacts(),
    policy: 'version: 1\nrules:\n  - name: reviewed\n    require:\n      approved: { count: 1 }\n',
    vkey: formatVkey(signer),
    note: toText(note),
    entry,
    root: toBase64(root),
  });
}
