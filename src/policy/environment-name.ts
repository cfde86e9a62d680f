/**
 * An environment's name as it is compared: GitHub takes `Production` for `production`, so a workflow that writes it another
 * way must not get around what a policy says of it.
 */
export function foldEnvironment(name: string): string {
  return name.toLowerCase();
}
