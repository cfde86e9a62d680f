import { parse } from 'yaml';

/** Settings that something deploys with, by the place that names them. */
export interface Deployment {
  readonly place: string;
  readonly names: readonly string[];
  /** Settings that it decides by not naming them, or by another of the same meaning. */
  readonly fixed: readonly string[];
}

/** Names that nothing reads, and settings that whoever deploys this way cannot set. */
export function compareDeployment(read: readonly string[], { place, names, fixed }: Deployment): readonly string[] {
  return [
    ...names.filter((name) => !read.includes(name)).map((name) => `${place} sets ${name}, and nothing reads it`),
    ...read
      .filter((name) => !names.includes(name) && !fixed.includes(name))
      .map((name) => `${place} has no place for ${name}`),
    ...fixed.filter((name) => !read.includes(name)).map((name) => `${place}: ${name} is no setting`),
  ];
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly secrets?: Readonly<Record<string, { readonly file?: string }>>;
}

interface Service {
  readonly image?: string;
  readonly environment?: Readonly<Record<string, string | number>>;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly ports?: readonly string[];
}

const readCompose = (text: string): Compose => parse(text) as Compose;

export function namesInCompose(text: string, service: string): readonly string[] {
  return Object.keys(readCompose(text).services[service]?.environment ?? {});
}

const SECRET = /SECRET|PASSWORD|PRIVATE|KEY|TOKEN|DATABASE_URL/;

/** What a compose file may not do: give a secret a default, write into its containers, or stand open to the network. */
export function checkCompose(text: string, writable: readonly string[]): readonly string[] {
  const { services } = readCompose(text);
  return Object.entries(services).flatMap(([name, service]) => [
    ...Object.entries(service.environment ?? {})
      .filter(([setting, value]) => SECRET.test(setting) && !isAsked(String(value)))
      .map(([setting]) => `${name}: ${setting} has a default, or stands here`),
    ...(service.read_only === true || writable.includes(name) ? [] : [`${name} can write into its own files`]),
    ...(service.ports ?? [])
      .filter((port) => !port.startsWith('127.0.0.1:'))
      .map((port) => `${name} opens ${port} to the network`),
  ]);
}

/** A file that is mounted, or a variable without which compose refuses to start; a variable with a default is neither. */
function isAsked(value: string): boolean {
  return value.startsWith('/run/secrets/') || (/\$\{\w+:\?[^}]+\}/.test(value) && !value.includes(':-'));
}

/** What the image would run with; secrets in a layer can be read by everybody who has the image. */
export function checkDockerfile(text: string): readonly string[] {
  const instructions = text
    .replaceAll(/\\\n/g, ' ')
    .split('\n')
    .filter((line) => /^[A-Z]+ /.test(line));
  const last = (word: string): string => instructions.findLast((line) => line.startsWith(`${word} `)) ?? '';
  const stages = instructions.filter((line) => line.startsWith('FROM '));
  return [
    ...stages.filter((line) => !/@sha256:[0-9a-f]{64}( AS \w+)?$/.test(line)).map((line) => `${line} is not pinned`),
    ...(new Set(stages.map((line) => line.split(' ')[1])).size > 1 ? ['stages have different bases'] : []),
    ...(/^USER [1-9]\d*(:[1-9]\d*)?$/.test(last('USER'))
      ? []
      : ['the last USER is not the number of one who is not root']),
    ...(last('HEALTHCHECK') === '' ? ['there is no HEALTHCHECK'] : []),
    ...(/curl|wget/.test(last('HEALTHCHECK')) ? ['HEALTHCHECK needs a program that the image does not have'] : []),
    ...(last('STOPSIGNAL') === 'STOPSIGNAL SIGTERM' ? [] : ['STOPSIGNAL is not the signal that the app waits for']),
    ...instructions
      .filter((line) => /^(ARG|ENV) /.test(line) && SECRET.test(line))
      .map((line) => `${line} puts a secret into a layer`),
    ...instructions
      .filter((line) => /^(COPY|ADD) (--\S+ )*\.\/? /.test(line) || line.startsWith('ADD '))
      .map((line) => `${line} takes more than it names`),
  ];
}

/** Settings that the image fixes with ENV. */
export function namesInDockerfile(text: string): readonly string[] {
  return [...text.matchAll(/^ENV (.*)$/gm)]
    .flatMap((line) => [...(line[1] ?? '').matchAll(/([A-Z][A-Z0-9_]*)=/g)].map((match) => match[1] ?? ''))
    .filter((name) => name !== 'NODE_ENV');
}

/** The program and arguments of the HEALTHCHECK. */
export function healthCheckOf(text: string): readonly string[] {
  const list = /^HEALTHCHECK[^[]*?CMD (\[.*\])$/m.exec(text)?.[1];
  return list === undefined ? [] : (JSON.parse(list) as readonly string[]);
}
