import type { Condition } from '../condition.ts';
import type { Facts, PropertyValue } from '../facts.ts';
import { makeFinding, outcomeOf } from '../findings.ts';
import { compileGlob } from '../glob.ts';
import { checkGlobs, globList, globsOf } from '../glob-list.ts';
import { noNeeds } from '../need-set.ts';
import { own } from '../people.ts';
import type { Finding } from '../verdict.ts';

/** YAML reads `true` and `null` as such; GitHub keeps a property of yes and no as the texts "true" and "false". */
type Wanted = string | boolean | null;

export interface RepositorySettings {
  readonly name?: string | readonly string[];
  readonly private?: boolean;
  readonly property?: Readonly<Record<string, Wanted | readonly Wanted[]>>;
}

export const repository: Condition<RepositorySettings> = {
  name: 'repository',
  schema: {
    type: 'object',
    description: 'Which repository it is.',
    additionalProperties: false,
    minProperties: 1,
    properties: {
      name: {
        ...globList,
        description:
          'Its name matches one of these globs; with a `/` in it a glob means `owner/name`. GitHub’s names do not mind case, nor does this.',
      },
      private: {
        type: 'boolean',
        description: '`true`: only chosen people can see it; internal ones count. `false`: everybody can.',
      },
      property: {
        type: 'object',
        minProperties: 1,
        propertyNames: { type: 'string', title: 'the name of a property', pattern: '^[A-Za-z0-9_$#-]{1,75}$' },
        additionalProperties: {
          type: ['string', 'boolean', 'null', 'array'],
          minItems: 1,
          maxItems: 200,
          uniqueItems: true,
          items: { type: ['string', 'boolean', 'null'] },
        },
        description: 'Each of these custom properties has this value, or one of these; `null`: no value is set.',
      },
    },
  },
  // In the form in which they are compared: in lower case a range like `[Z-a]` has its ends the wrong way round.
  check: ({ name }) =>
    name === undefined ? [] : checkGlobs(['name'], typeof name === 'string' ? fold(name) : name.map(fold)),
  needs: ({ property }) => ({ ...noNeeds, properties: property !== undefined }),
  watches: ['properties'],
  judge({ name, private: wantsPrivate, property }, { facts }) {
    if (facts.repository.id === 0)
      return outcomeOf('repository', [
        makeFinding('repository.not-named', 'unknown', { why: 'not-local', detail: 'only GitHub knows what it is' }),
      ]);
    return outcomeOf('repository', [
      ...(name === undefined ? [] : [judgeName(globsOf(name), facts)]),
      ...(wantsPrivate === undefined ? [] : [judgeVisibility(wantsPrivate, facts)]),
      ...Object.entries(property ?? {}).map(([key, wanted]) => judgeProperty(key, listOf(wanted), facts)),
    ]);
  },
};

function judgeName(globs: readonly string[], { repository: { owner, name } }: Facts): Finding {
  const matches = globs.some((glob) =>
    compileGlob(fold(glob)).test(fold(glob.includes('/') ? `${owner}/${name}` : name)),
  );
  return makeFinding('repository.name', matches ? 'met' : 'unmet', { globs, name: `${owner}/${name}` });
}

function judgeVisibility(wanted: boolean, { repository: { private: isPrivate } }: Facts): Finding {
  return makeFinding('repository.visibility', isPrivate === wanted ? 'met' : 'unmet', { wanted, private: isPrivate });
}

/** A property that is no longer defined must not end what was said of its values: it is unknown, not unset. */
function judgeProperty(property: string, wanted: readonly Wanted[], { properties }: Facts): Finding {
  if (!properties.known)
    return makeFinding('repository.unread', 'unknown', {
      property,
      wanted,
      why: properties.why.code,
      detail: properties.why.detail,
    });
  const value = own(properties.value, property);
  if (value === undefined) return makeFinding('repository.no-property', 'unknown', { property, wanted });
  const isMet = wanted.some((each) => valuesOf(value).includes(each === null ? null : String(each)));
  return makeFinding('repository.property', isMet ? 'met' : 'unmet', { property, wanted, value });
}

/** Of a property with several values one is enough; none at all is the same as not set. */
function valuesOf(value: PropertyValue): readonly (string | null)[] {
  if (value === null || typeof value === 'string') return [value];
  return value.length === 0 ? [null] : value;
}

function listOf(wanted: Wanted | readonly Wanted[]): readonly Wanted[] {
  return wanted === null || typeof wanted === 'string' || typeof wanted === 'boolean' ? [wanted] : wanted;
}

function fold(text: string): string {
  return text.toLowerCase();
}
