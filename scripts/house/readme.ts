/** The headings of the README, in the order in which a newcomer needs them. */
const HEADINGS: readonly string[] = [
  'Countersign',
  'Try it',
  'Install it on an organisation',
  'A policy to start from',
  'Verify a ledger',
  'Read these seven files',
];

const FILES_TO_READ = 7;
const INTRODUCTION_SENTENCES = 3;

export function sectionOf(readme: string, heading: string): string {
  const [, rest = ''] = readme.split(new RegExp(`^#{1,2} ${heading}$`, 'm'));
  return rest.split(/^#{1,2} /m, 1)[0] ?? '';
}

/** The fenced blocks of a section in this language. */
export function blocksOf(section: string, language: string): readonly string[] {
  return [...section.matchAll(/^```(\w+)\n(.*?)^```$/gms)]
    .filter((match) => match[1] === language)
    .map((match) => match[2] ?? '');
}

/** The links of the section "Read these seven files", in order. */
export function filesToRead(readme: string): readonly string[] {
  return [...sectionOf(readme, 'Read these seven files').matchAll(/^\d\. \[[^\]]+\]\(([^)]+)\)/gm)].map(
    (match) => match[1] ?? '',
  );
}

export function checkReadme(readme: string): readonly string[] {
  const headings = [...readme.replace(/^```.*?^```$/gms, '').matchAll(/^#{1,2} (.*)$/gm)].map(
    (match) => match[1] ?? '',
  );
  const introduction = sectionOf(readme, 'Countersign').split('<img', 1)[0]?.trim() ?? '';
  const sentences = introduction.match(/[.!?](?=\s|$)/g)?.length ?? 0;
  const commands = blocksOf(sectionOf(readme, 'Try it'), 'console');
  return [
    ...(headings.join('|') === HEADINGS.join('|') ? [] : [`the headings are ${headings.join(', ')}`]),
    ...(sentences === INTRODUCTION_SENTENCES ? [] : [`it says what this is in ${sentences} sentences`]),
    ...(/<img src="docs\/[^"]+" [^>]*alt="[^"]{20,}"/.test(sectionOf(readme, 'Countersign'))
      ? []
      : ['it shows no picture, or one without a description']),
    ...(commands.length === 1 && commands[0] === 'npm ci\nnpm run demo\n' ? [] : ['"Try it" is not the two commands']),
    ...(filesToRead(readme).length === FILES_TO_READ ? [] : [`it lists ${filesToRead(readme).length} files to read`]),
  ];
}
