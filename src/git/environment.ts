/** Environment variables as a process gets them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What a command may reach: nothing but the disk, or the transports that `git clone` is meant to use. */
export type Reach = 'local' | 'clone';

/** How to reach a server is the user's own business; every other GIT_ variable could redirect what we read. */
const CLONE_VARIABLES: ReadonlySet<string> = new Set([
  'GIT_SSH',
  'GIT_SSH_COMMAND',
  'GIT_SSL_CAINFO',
  'GIT_SSL_CAPATH',
  'GIT_SSL_CERT',
  'GIT_SSL_KEY',
]);

/**
 * The environment of a git process. A repository that we judge is a stranger's: its replace refs and grafts would show
 * other objects than the ones named, a promisor remote would start a transport of its choice in the middle of a read,
 * and a prompt would hang a script. `GIT_ALLOW_PROTOCOL` outranks every `protocol.*` setting of the repository.
 */
export function scrubEnvironment(environment: Environment, reach: Reach): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    if (value === undefined) continue;
    if (name.startsWith('GIT_') && !(reach === 'clone' && CLONE_VARIABLES.has(name))) continue;
    kept[name] = value;
  }
  return {
    ...kept,
    GIT_ALLOW_PROTOCOL: reach === 'clone' ? 'file:git:http:https:ssh' : 'none',
    GIT_GRAFT_FILE: '/dev/null',
    GIT_NO_LAZY_FETCH: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    LC_ALL: 'C',
    SSH_ASKPASS_REQUIRE: 'never',
  };
}

/**
 * Settings that win over the repository's own: nothing of it may run a program (hooks, file system monitor, askpass,
 * signature checks in `log`), and its commit-graph file is not believed, because it could tell another history.
 */
export const HARDENED: readonly string[] = [
  '--no-pager',
  ...Object.entries({
    'core.hooksPath': '/dev/null',
    'core.fsmonitor': 'false',
    'core.commitGraph': 'false',
    'core.askPass': 'true',
    'protocol.ext.allow': 'never',
    'log.showSignature': 'false',
    'diff.renameLimit': '3000',
    'safe.bareRepository': 'all',
    // A server that goes silent must not hang a script.
    'http.lowSpeedLimit': '1000',
    'http.lowSpeedTime': '60',
    'gc.auto': '0',
    'maintenance.auto': 'false',
  }).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
];
