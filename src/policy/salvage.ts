import { isJsonObject } from '../base/json.ts';
import type { PolicyFile, RuleFile } from './build-policy.ts';
import { getShapes, type ShapeError } from './validate.ts';
import type { Path, YamlText } from './yaml-text.ts';

/** The parts of a misshapen file that are sound, so that everything wrong with them can be said in the same breath. */
export interface Salvaged {
  readonly file: PolicyFile;
  readonly yaml: YamlText;
}

/**
 * Unknown keys are dropped; a rule with any other fault is dropped whole; a role or a tracker with a fault stays as a
 * name, so that whoever names it is not blamed.
 */
export function salvage(yaml: YamlText, errors: readonly ShapeError[]): Salvaged {
  const unknownKeys = new Set(errors.filter(({ keyword }) => keyword === 'additionalProperties').map(pointerOf));
  const root = withoutUnknownKeys(yaml.value, '', unknownKeys);
  const { people, tickets, rules, override, applies_to: scope, gates } = isJsonObject(root) ? root : {};
  const shapes = getShapes();
  const sound = listOf(rules).flatMap((rule, index): readonly { readonly rule: RuleFile; readonly index: number }[] =>
    shapes.rule(rule) ? [{ rule, index }] : [],
  );
  const file: PolicyFile = {
    version: 1,
    people: mapNames(people, (role) => (shapes.role(role) ? role : {})),
    tickets: mapNames(tickets, (source) => (shapes.ticketSource(source) ? source : { pattern: 'unknown' })),
    rules: sound.map(({ rule }) => rule),
    ...(shapes.override(override) ? { override } : {}),
    ...(shapes.scope(scope) ? { applies_to: scope } : {}),
    // Gates are judged against each other, so all of them are sound or none is looked at.
    ...(Array.isArray(gates) && gates.every((gate) => shapes.gate(gate)) ? { gates } : {}),
  };
  const translate = (path: Path): Path => {
    const [section, position, ...rest] = path;
    return section === 'rules' ? ['rules', sound[Number(position)]?.index ?? 0, ...rest] : path;
  };
  return { file, yaml: { value: root, locate: (path, part) => yaml.locate(translate(path), part) } };
}

function pointerOf({ instancePath, params }: ShapeError): string {
  const unknownKey: unknown = params['additionalProperty'];
  return `${instancePath}/${escape(String(unknownKey))}`;
}

function withoutUnknownKeys(value: unknown, pointer: string, unwanted: ReadonlySet<string>): unknown {
  if (Array.isArray(value))
    return value.map((entry, index) => withoutUnknownKeys(entry, `${pointer}/${index}`, unwanted));
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value)
    .map(([key, entry]) => ({ key, entry, pointer: `${pointer}/${escape(key)}` }))
    .filter((child) => !unwanted.has(child.pointer));
  return Object.fromEntries(
    entries.map((child) => [child.key, withoutUnknownKeys(child.entry, child.pointer, unwanted)]),
  );
}

function mapNames<Value>(section: unknown, read: (value: unknown) => Value): Readonly<Record<string, Value>> {
  return isJsonObject(section)
    ? Object.fromEntries(Object.entries(section).map(([name, value]) => [name, read(value)]))
    : {};
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function escape(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}
