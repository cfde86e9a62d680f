/**
 * Node's name for why a system call failed (`ENOENT`, `EEXIST` …), or null for anything else that was thrown. By shape,
 * not by class: errors of Node itself may come from another realm than ours, where `instanceof Error` is false.
 */
export function systemErrorCode(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}
