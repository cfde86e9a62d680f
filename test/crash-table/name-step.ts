import { ABOUT_TO_CREATE } from '../../src/app/stages/existing-run.ts';
import { isJsonObject, objectOf } from '../../src/base/json.ts';

/** The method that is called, and where one method does several things, which of them. */
export type StepName = readonly [method: string, ...which: readonly string[]];

/** `path`: as the doors lead to it; `given`: what it is called with. */
export function nameStep(path: string, given: readonly unknown[]): StepName {
  const [first, second, third] = given;
  if (path.startsWith('branch ')) {
    const [branch = '', method = ''] = path.slice('branch '.length).split('.');
    return [`branch.${method}`, branch.replace('countersign/', '')];
  }
  if (path === 'store.queue.send')
    return [path, String(first), ...(first === 'sweep' && isJsonObject(third) ? [textOf(third['task'])] : [])];
  if (path.startsWith('store.memory.')) return [path, String(first)];
  if (path.startsWith('store.leases.')) return [path, String(first)];
  if (path === 'store.ledgers.add' && isJsonObject(second)) return [path, ...whichEntry(second)];
  if (path === 'store.reports.write' && isJsonObject(first)) return [path, whichReport(first)];
  return [path];
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** What landed is told when it lands, or answered for later. */
function whichEntry({ kind, statement }: Readonly<Record<string, unknown>>): readonly string[] {
  const { predicate } = isJsonObject(statement) ? statement : {};
  const { how } = objectOf(objectOf(predicate)['countersign_landed']);
  return [textOf(kind), ...(how === 'cover' ? ['late'] : [])];
}

/** Before GitHub is told, and after. */
function whichReport(check: Readonly<Record<string, unknown>>): string {
  if (check['digest'] !== '') return 'written';
  return check['runId'] === ABOUT_TO_CREATE ? 'about to create' : 'about to update';
}
