import type { Instant } from '../base/clock.ts';
import type { DequeueReason } from '../ledger/entries/event.ts';
import type { CheckState, Person } from '../policy/facts.ts';
import type { Place } from './place.ts';

/** What people may ask for, by comment or by button. */
export type Command = 'recheck' | 'explain';

/** Who moved a ref. The commits are those that the payload listed, oldest first (GitHub lists at most 2,048). */
export interface PushHint {
  /** Full ref; `refs/pull/<n>/head` for a branch of a fork. */
  readonly ref: string;
  /** 40 zeros: there was nothing, or nothing is left. */
  readonly before: string;
  readonly after: string;
  readonly commits: readonly string[];
  readonly pusher: Person;
}

/** A deployment that began or ended, inside of GitHub Actions or not. */
export interface DeployedHint {
  /** GitHub's number of it. */
  readonly id: number;
  readonly commit: string;
  readonly environment: string;
  readonly state: 'started' | 'succeeded' | 'failed';
  /** Of GitHub Actions; null: made by something else. */
  readonly run: number | null;
  readonly attempt: number | null;
  /** Null: the account is gone. */
  readonly actor: Person | null;
  readonly at: Instant;
  /** The repository's default branch, whose policy speaks of deployments. */
  readonly branch: string;
}

/** A run of GitHub Actions, or all checks of another app on a commit, that ended. */
export interface EndedHint {
  readonly commit: string;
  /** Short name of the branch of this repository that it was for; null: of a fork, or not said. */
  readonly branch: string | null;
  readonly outcome: CheckState;
  /** Who started it this time; null: nobody, or the account is gone. */
  readonly actor: Person | null;
  /** Null: not said. */
  readonly at: Instant | null;
  readonly of: EndedRun | EndedSuite;
}

export interface EndedRun {
  readonly is: 'run';
  readonly id: number;
  readonly attempt: number;
  /** Path of the workflow's file. */
  readonly path: string | null;
  /** What started it: `push`. */
  readonly event: string | null;
  /** Who started its first attempt. */
  readonly starter: Person | null;
  readonly startedAt: Instant | null;
}

export interface EndedSuite {
  readonly is: 'suite';
  readonly id: number;
  /** Numeric id of the app whose checks they are. */
  readonly app: number;
  readonly checks: number;
}

/** What an event of GitHub may mean for us, in our words. Hints only: the truth is read. */
export type Hint =
  /** This pull request may have to be judged again. */
  | { readonly kind: 'change'; readonly place: Place; readonly number: number }
  /**
   * A machine said something of this commit: policies that ask for checks or workflow runs may give another answer.
   * `app`: whose check run it is, since our own mean nothing; null where GitHub names none.
   */
  | { readonly kind: 'machines'; readonly place: Place; readonly head: string; readonly app: number | null }
  | { readonly kind: 'ended'; readonly place: Place; readonly ended: EndedHint }
  /** Custom properties of this repository changed. */
  | { readonly kind: 'properties'; readonly place: Place }
  /** A security alert of this repository was opened or closed. */
  | { readonly kind: 'alerts'; readonly place: Place }
  /** This repository has another name, owner, default branch or visibility now. */
  | {
      readonly kind: 'repository';
      readonly place: Place;
      /** The name that it had, where it was renamed. */
      readonly formerName: string | null;
    }
  /** A merge queue wants this commit judged: one or more changes on top of `baseOid`, wanting to reach `base` (short). */
  | {
      readonly kind: 'group';
      readonly place: Place;
      readonly head: string;
      readonly base: string;
      readonly baseOid: string;
    }
  /** The merge queue gave this commit up: it landed, or it never will. */
  | { readonly kind: 'group-gone'; readonly place: Place; readonly head: string }
  /** A pull request left the merge queue of this branch (short name), and did not land. */
  | {
      readonly kind: 'dequeued';
      readonly place: Place;
      readonly branch: string;
      readonly number: number;
      readonly head: string;
      readonly reason: DequeueReason;
      readonly by: Person;
    }
  /** A branch moved: whatever wants to reach it may have another policy or another content now. */
  | {
      readonly kind: 'base-moved';
      readonly place: Place;
      /** Short name. */
      readonly branch: string;
      /** The policy file of the default branch may be an organisation's floor. */
      readonly isDefault: boolean;
      /** False only when the payload lists every commit and none touches the policy file. */
      readonly mayTouchPolicy: boolean;
    }
  /** A branch that only we write moved: by our own hand, or by somebody's who should not be there. */
  | {
      readonly kind: 'own-branch';
      readonly place: Place;
      /** Short name. */
      readonly branch: string;
      /** Null: it was deleted. */
      readonly head: string | null;
    }
  /** To be remembered for good: GitHub does not tell for ever who pushed. */
  | { readonly kind: 'push'; readonly place: Place; readonly push: PushHint }
  /** A branch of this repository was moved. */
  | {
      readonly kind: 'moved';
      readonly place: Place;
      readonly branch: string;
      readonly isDefault: boolean;
      /** Null: it began, or it went. */
      readonly before: string | null;
      readonly after: string | null;
      readonly pusher: Person;
      /** False only when the payload lists every commit and none touches a workflow file. */
      readonly mayTouchWorkflows: boolean;
      /** Not there: GitHub does not say. */
      readonly movedAt?: Instant;
    }
  /** A tag was made, moved or deleted. */
  | {
      readonly kind: 'tagged';
      readonly place: Place;
      /** Full ref. */
      readonly ref: string;
      /** The repository's default branch, whose policy speaks for its tags. */
      readonly branch: string;
      /** Null: it began, or it went. Else a commit, or the tag's own object. */
      readonly before: string | null;
      readonly after: string | null;
      /** Null: GitHub does not say. */
      readonly pusher: Person | null;
      /** Not there: GitHub does not say. */
      readonly movedAt?: Instant;
    }
  /**
   * Every pull request with this head: a check run of a fork names none. `command` null: GitHub's own "re-run", which
   * GitHub has authorised; otherwise one of our buttons, which whoever sees it may press.
   */
  | {
      readonly kind: 'head';
      readonly place: Place;
      readonly head: string;
      readonly command: Command | null;
      readonly by: Person | null;
    }
  /** A job of a run of GitHub Actions waits for our word before it goes to this environment. */
  | {
      readonly kind: 'gate';
      readonly place: Place;
      readonly run: number;
      readonly environment: string;
      /** GitHub's number of the deployment. */
      readonly deployment: number | null;
      readonly commit: string | null;
      readonly ref: string | null;
    }
  /** What waits in this run may be answered otherwise now. */
  | {
      readonly kind: 'gate-news';
      readonly place: Place;
      readonly run: number;
      /** Who approved it on the run's page; null: something else happened. */
      readonly by: Person | null;
    }
  | { readonly kind: 'deployed'; readonly place: Place; readonly deployed: DeployedHint }
  /** Somebody asks for something; whether they may is to be found out. */
  | {
      readonly kind: 'command';
      readonly place: Place;
      readonly number: number;
      readonly command: Command;
      readonly by: Person;
    }
  /** Somebody approves the deployment that waits to go to this environment. */
  | {
      readonly kind: 'approve';
      readonly place: Place;
      readonly number: number;
      readonly environment: string;
      readonly by: Person;
    }
  /** Somebody covers commits that landed without a passing decision; each is a part of an object id, 7 digits at least. */
  | {
      readonly kind: 'cover';
      readonly place: Place;
      readonly number: number;
      readonly commits: readonly string[];
      /** Written by whoever asks. */
      readonly reason: string;
      readonly by: Person;
    }
  /** Somebody gained or lost a role: policies that name people may give another answer. */
  | {
      readonly kind: 'people';
      readonly installation: number;
      /** Null: everywhere in the installation. */
      readonly place: Place | null;
      readonly organization: string | null;
    }
  | {
      readonly kind: 'installed';
      readonly installation: number;
      readonly account: Person;
      /** As the payload lists them; may be incomplete. */
      readonly repositories: readonly Place[];
    }
  | { readonly kind: 'uninstalled' | 'suspended' | 'resumed' | 'permitted'; readonly installation: number }
  | {
      readonly kind: 'repositories';
      readonly installation: number;
      readonly added: readonly Place[];
      readonly removed: readonly Place[];
    };
