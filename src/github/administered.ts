import type { Api } from './api.ts';
import type { RepositoryNames } from './rulesets.ts';

/** A repository as somebody sees it who wants to administer it. */
export interface Administered extends RepositoryNames {
  readonly id: number;
  readonly defaultBranch: string;
  readonly isOfOrganization: boolean;
  /** Is the person whose token it is an administrator? The token itself may still allow less. */
  readonly isAdministrator: boolean;
}

/** Under its present name, whichever of its names was given. */
export async function readAdministered(api: Api, names: RepositoryNames): Promise<Administered> {
  const { body } = await api.rest('GET /repos/{owner}/{repo}', { owner: names.owner, repo: names.name });
  return {
    id: body.at('id').count(),
    owner: body
      .at('owner')
      .at('login')
      .textLike(/^[\w-]+$/, 'a login'),
    name: body.at('name').textLike(/^[\w.-]+$/, 'a name'),
    defaultBranch: body.at('default_branch').text(),
    isOfOrganization: body.at('owner').at('type').text() === 'Organization',
    isAdministrator:
      body
        .at('permissions')
        .at('admin')
        .maybe((flag) => flag.flag()) ?? false,
  };
}

/** The id of an app, by the name in its address. */
export async function readAppId(api: Api, slug: string): Promise<number> {
  const { body } = await api.rest('GET /apps/{app_slug}', { app_slug: slug });
  return body.at('id').count();
}
