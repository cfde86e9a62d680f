import type { ErrorObject } from 'ajv';
import { isJsonObject } from '../base/json.ts';
import type { PolicyFile, RuleFile } from './build-policy.ts';
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
export function salvage(yaml: YamlText, errors: readonly ErrorObject[]): Salvaged {
  const faulty = new Set(
    errors.filter(({ keyword }) => keyword !== 'additionalProperties').map(({ instancePath }) => unitOf(instancePath)),
  );
  const unknownKeys = errors.filter(({ keyword }) => keyword === 'additionalProperties');
  const root = withoutUnknownKeys(yaml.value, '', new Set(unknownKeys.map(toPointer)));
  const sections = isJsonObject(root) ? root : {};

  const rules = Array.isArray(sections['rules'])
    ? sections['rules'].map((rule, index) => ({ rule: rule as RuleFile, index }))
    : [];
  const sound = faulty.has('/rules') ? [] : rules.filter(({ index }) => !faulty.has(`/rules/${index}`));
  const file: PolicyFile = {
    version: 1,
    people: keepNames(sections['people'], (name) => (faulty.has(`/people/${name}`) ? {} : null)),
    tickets: keepNames(sections['tickets'], (name) => (faulty.has(`/tickets/${name}`) ? { pattern: 'unknown' } : null)),
    rules: sound.map(({ rule }) => rule),
    ...(isJsonObject(sections['override']) && !faulty.has('/override')
      ? { override: sections['override'] as unknown as NonNullable<PolicyFile['override']> }
      : {}),
  };
  const translate = (path: Path): Path =>
    path[0] === 'rules' ? ['rules', sound[Number(path[1])]?.index ?? 0, ...path.slice(2)] : path;
  return { file, yaml: { value: root, locate: (path, part) => yaml.locate(translate(path), part) } };
}

/** The rule, role, tracker or section that an error lies in. */
function unitOf(pointer: string): string {
  const [, section, name] = pointer.split('/');
  if (section === undefined) return '';
  return name === undefined || section === 'override' ? `/${section}` : `/${section}/${name}`;
}

function toPointer({ instancePath, params }: ErrorObject): string {
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

function keepNames<Value>(section: unknown, replaced: (name: string) => Value | null): Readonly<Record<string, Value>> {
  if (!isJsonObject(section)) return {};
  return Object.fromEntries(
    Object.entries(section).map(([name, value]) => [name, replaced(escape(name)) ?? (value as Value)]),
  );
}

function escape(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}
