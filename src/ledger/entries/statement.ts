import { type Kind, predicateTypes, STATEMENT_TYPE } from '../kind.ts';
import { constant, type Fields, list, type ObjectOf, object, type Shape, where } from '../shape.ts';
import { header, subject } from '../terms.ts';

/** An in-toto Statement v1 of one kind around the predicate's own fields; `countersign` is added to them. */
export function statement<F extends Fields>(kind: Kind, fields: F) {
  return whole(kind, object({ countersign: header, ...fields }));
}

/** The same, with a rule between the predicate's fields. */
export function statementWhere<F extends Fields>(kind: Kind, fields: F, rule: Parameters<typeof where>[1]) {
  return whole(kind, where(object({ countersign: header, ...fields }), rule));
}

function whole<P>(kind: Kind, predicate: Shape<P>) {
  return object({
    _type: constant(STATEMENT_TYPE),
    subject: list(subject, { min: 1, max: 1 }),
    predicateType: constant(predicateTypes[kind]),
    predicate,
  });
}

export type Body<F extends Fields> = ObjectOf<F>;
