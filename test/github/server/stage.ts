/** Everything that one stand-in consists of, in one place. */
import { Contract } from '../contract/validators.ts';
import type { SshKeyPair } from '../signing/ssh.ts';
import { Courier } from '../webhooks/courier.ts';
import { Hooks } from '../webhooks/hooks.ts';
import { type Git, World } from '../world.ts';
import { Authentication } from './authentication.ts';
import { Faults } from './faults.ts';
import { Limits } from './limits.ts';
import { Stats } from './stats.ts';
import { Weather } from './weather.ts';

export interface ManifestConversion {
  readonly manifest: Readonly<Record<string, unknown>>;
  readonly organization: string;
}

/** Of every stage of this process. */
let contract: Contract | undefined;

export class Stage {
  readonly world: World;
  readonly authentication: Authentication;
  readonly limits: Limits;
  readonly faults = new Faults();
  readonly weather = new Weather();
  readonly stats = new Stats();
  readonly courier: Courier;
  readonly hooks: Hooks;
  /** Signing keys of people, so that control can sign in their names. By user id. */
  readonly keys = new Map<number, SshKeyPair>();
  /** Codes of app manifests that wait to be converted. */
  readonly manifests = new Map<string, ManifestConversion>();

  constructor(options: { readonly git: Git; readonly directory: string; readonly baseUrl: string }) {
    this.world = new World(options);
    this.world.reportProblem = (problem) => this.stats.addProblem(problem);
    this.authentication = new Authentication(this.world);
    this.limits = new Limits(this.world);
    this.courier = new Courier(this.world, this.weather);
    this.hooks = new Hooks(this.world, this.courier);
  }

  get contract(): Contract {
    contract ??= new Contract('rest');
    return contract;
  }
}
