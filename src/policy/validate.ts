import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import type {
  ConditionFile,
  GateFile,
  OverrideFile,
  PolicyFile,
  RoleFile,
  RuleFile,
  TicketSourceFile,
} from './build-policy.ts';
import { policySchema } from './schema.ts';

export type ShapeError = ErrorObject;

/** The schema compiled: for the whole file, and for the parts that can be judged alone. */
export interface Shapes {
  readonly file: ValidateFunction<PolicyFile>;
  readonly rule: ValidateFunction<RuleFile>;
  readonly role: ValidateFunction<RoleFile>;
  readonly ticketSource: ValidateFunction<TicketSourceFile>;
  readonly override: ValidateFunction<OverrideFile>;
  readonly scope: ValidateFunction<ConditionFile>;
  readonly gate: ValidateFunction<GateFile>;
}

let compiled: Shapes | null = null;

/** Compiling takes some 50 ms, so the first policy pays for it and no import does. */
export function getShapes(): Shapes {
  compiled ??= compile();
  return compiled;
}

function compile(): Shapes {
  const ajv = new Ajv({ allErrors: true, verbose: true, allowUnionTypes: true, strictRequired: false });
  ajv.addSchema(policySchema, 'policy');
  const part = <Shape>(name: string): ValidateFunction<Shape> =>
    ajv.compile<Shape>({ $ref: `policy#/definitions/${name}` });
  return {
    file: ajv.compile<PolicyFile>({ $ref: 'policy#' }),
    rule: part('rule'),
    role: part('role'),
    ticketSource: part('ticketSource'),
    override: part('override'),
    scope: part('scope'),
    gate: part('gate'),
  };
}
