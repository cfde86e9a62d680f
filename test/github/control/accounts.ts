/** Control commands about people, organisations and teams. */
import {
  addOrganizationMember,
  addTeamMember,
  createTeam,
  deleteTeam,
  removeOrganizationMember,
  removeTeamMember,
  renameTeam,
  setCollaborator,
} from '../behaviour/people.ts';
import type { Stage } from '../server/stage.ts';
import { pgpKeyIds } from '../signing/openpgp.ts';
import { makeSshKeyPair, sshFingerprint } from '../signing/ssh.ts';
import type { Organization, Permission, SigningKey, User } from '../world.ts';
import { doer, organizationOf, repositoryOf, teamOf, userOf } from './find.ts';

export interface MadeUser {
  readonly id: number;
  readonly login: string;
  readonly email: string;
  /** A personal access token: works with REST, GraphQL and git. */
  readonly token: string;
  /** Registered as a signing key of the account; `privateKey` is a file for `user.signingkey`. */
  readonly signingKey: { readonly publicKey: string; readonly privateKey: string; readonly fingerprint: string };
}

export interface MadeOrganization {
  readonly id: number;
  readonly login: string;
  readonly owner: MadeUser;
}

interface NewUser {
  readonly login: string;
  readonly name?: string;
  readonly email?: string;
  readonly emailVerified?: boolean;
  /** Joins this organisation at once. */
  readonly organization?: string;
  readonly role?: 'admin' | 'member';
}

export const accountCommands = {
  createUser: async (stage: Stage, args: NewUser): Promise<MadeUser> => {
    const made = makeUser(stage, args);
    if (args.organization !== undefined) {
      const organization = organizationOf(stage, args.organization);
      const change = {
        sender: doer(stage, undefined, organization),
        user: userOf(stage, args.login),
        role: args.role ?? 'member',
      };
      await addOrganizationMember(stage.world, organization, change);
    }
    return made;
  },

  createOrganization: async (
    stage: Stage,
    { login, name }: { login: string; name?: string },
  ): Promise<MadeOrganization> => {
    const { world } = stage;
    const organization: Organization = {
      id: world.nextId(),
      login,
      type: 'Organization',
      name: name ?? null,
      createdAt: world.now(),
      members: new Map(),
      teams: [],
      rulesets: [],
    };
    world.addOrganization(organization);
    const owner = makeUser(stage, { login: `${login}-owner` });
    organization.members.set(owner.id, 'admin');
    return { id: organization.id, login, owner };
  },

  /** Another address, or one that is not verified. */
  addEmail: async (
    stage: Stage,
    { user, email, verified = true }: { user: string; email: string; verified?: boolean },
  ): Promise<void> => {
    userOf(stage, user).emails.push({ email, verified });
  },

  addSigningKey: async (
    stage: Stage,
    { user, publicKey, canSign = true }: { user: string; publicKey: string; canSign?: boolean },
  ): Promise<{ id: number }> => {
    const key = { ...readKey(publicKey), id: stage.world.nextId(), publicKey, canSign, expiresAt: null };
    userOf(stage, user).signingKeys.push(key);
    return { id: key.id };
  },

  removeSigningKeys: async (stage: Stage, { user }: { user: string }): Promise<void> => {
    userOf(stage, user).signingKeys.length = 0;
  },

  deleteUser: async (stage: Stage, { login }: { login: string }): Promise<void> => {
    stage.world.deleteUser(userOf(stage, login));
  },

  addMember: async (
    stage: Stage,
    args: { organization: string; user: string; role?: 'admin' | 'member'; as?: string },
  ): Promise<void> => {
    const organization = organizationOf(stage, args.organization);
    const change = {
      sender: doer(stage, args.as, organization),
      user: userOf(stage, args.user),
      role: args.role ?? 'member',
    };
    await addOrganizationMember(stage.world, organization, change);
  },

  removeMember: async (stage: Stage, args: { organization: string; user: string; as?: string }): Promise<void> => {
    const organization = organizationOf(stage, args.organization);
    await removeOrganizationMember(stage.world, organization, {
      sender: doer(stage, args.as, organization),
      user: userOf(stage, args.user),
    });
  },

  createTeam: async (
    stage: Stage,
    args: { organization: string; name: string; parent?: string; members?: readonly string[]; as?: string },
  ): Promise<{ id: number; slug: string }> => {
    const organization = organizationOf(stage, args.organization);
    const sender = doer(stage, args.as, organization);
    const parent = args.parent === undefined ? null : teamOf(stage, args.organization, args.parent);
    const team = await createTeam(stage.world, organization, { sender, name: args.name, parent });
    for (const login of args.members ?? [])
      await addTeamMember(stage.world, team, { sender, user: userOf(stage, login) });
    return { id: team.id, slug: team.slug };
  },

  deleteTeam: async (stage: Stage, { organization, team, as }: TeamArguments): Promise<void> => {
    await deleteTeam(
      stage.world,
      teamOf(stage, organization, team),
      doer(stage, as, organizationOf(stage, organization)),
    );
  },

  renameTeam: async (
    stage: Stage,
    { organization, team, name, as }: TeamArguments & { name: string },
  ): Promise<void> => {
    await renameTeam(stage.world, teamOf(stage, organization, team), {
      sender: doer(stage, as, organizationOf(stage, organization)),
      name,
    });
  },

  addTeamMember: async (
    stage: Stage,
    { organization, team, user, as }: TeamArguments & { user: string },
  ): Promise<void> => {
    const sender = doer(stage, as, organizationOf(stage, organization));
    await addTeamMember(stage.world, teamOf(stage, organization, team), { sender, user: userOf(stage, user) });
  },

  removeTeamMember: async (
    stage: Stage,
    { organization, team, user, as }: TeamArguments & { user: string },
  ): Promise<void> => {
    const sender = doer(stage, as, organizationOf(stage, organization));
    await removeTeamMember(stage.world, teamOf(stage, organization, team), { sender, user: userOf(stage, user) });
  },

  setTeamRepository: async (
    stage: Stage,
    args: TeamArguments & { repository: string; permission: Permission | null },
  ): Promise<void> => {
    const { repositories } = teamOf(stage, args.organization, args.team);
    const { id } = repositoryOf(stage, args.repository);
    if (args.permission === null) repositories.delete(id);
    else repositories.set(id, args.permission);
  },

  setCollaborator: async (
    stage: Stage,
    args: { repository: string; user: string; permission: Permission | null; as?: string },
  ): Promise<void> => {
    const repository = repositoryOf(stage, args.repository);
    const change = {
      sender: doer(stage, args.as, repository.owner),
      user: userOf(stage, args.user),
      permission: args.permission,
    };
    await setCollaborator(stage.world, repository, change);
  },
} as const;

interface TeamArguments {
  readonly organization: string;
  readonly team: string;
  readonly as?: string;
}

function makeUser(stage: Stage, args: NewUser): MadeUser {
  const { world } = stage;
  const email = args.email ?? `${args.login.toLowerCase()}@example.com`;
  const pair = makeSshKeyPair(email);
  const key: SigningKey = {
    ...readKey(pair.publicKey),
    id: world.nextId(),
    publicKey: pair.publicKey,
    canSign: true,
    expiresAt: null,
  };
  const user: User = {
    id: world.nextId(),
    login: args.login,
    type: 'User',
    name: args.name ?? args.login,
    emails: [
      {
        email,
        verified: args.emailVerified ?? true,
      },
    ],
    signingKeys: [key],
    createdAt: world.now(),
    deleted: false,
  };
  user.emails.push({ email: `${user.id}+${user.login}@users.noreply.github.com`, verified: true });
  world.addUser(user);
  stage.keys.set(user.id, pair);
  const { publicKey, privateKey, fingerprint } = pair;
  return {
    id: user.id,
    login: user.login,
    email,
    token: stage.authentication.issueToUser(user),
    signingKey: { publicKey, privateKey, fingerprint },
  };
}

function readKey(publicKey: string): Pick<SigningKey, 'kind' | 'fingerprint' | 'keyId'> {
  if (publicKey.startsWith('-----BEGIN PGP')) {
    const keyId = pgpKeyIds(publicKey)[0] ?? '';
    return { kind: 'gpg', fingerprint: keyId, keyId };
  }
  return { kind: 'ssh', fingerprint: sshFingerprint(publicKey), keyId: null };
}
