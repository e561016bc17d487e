import { type ExpressionErrorKind, fail } from '../error.ts';
import { Lookup } from '../scope.ts';
import { describe, Special, type Value } from './value.ts';

/** A name or member that does not exist. It may be asked about and replaced by a default; any use of it fails. */
export class Undefined extends Special {
  override readonly typeName = 'undefined';
  readonly kind: ExpressionErrorKind;
  readonly variable: string;
  readonly message: string;

  constructor(variable: string, message: string, kind: ExpressionErrorKind = 'undefined_variable') {
    super();
    this.kind = kind;
    this.variable = variable;
    this.message = message;
  }

  fail(): never {
    fail(this.kind, this.message, this);
  }

  override truth(): never {
    this.fail();
  }

  override items(): never {
    this.fail();
  }

  override plain(): never {
    this.fail();
  }
}

export function undefinedVariable(name: string, kind?: ExpressionErrorKind): Undefined {
  return new Undefined(name, `the variable '${name}' is undefined`, kind);
}

/** A member that a value has not; internal names are refused, not merely absent. */
export function undefinedMember(object: Value, name: string): Undefined {
  return name.startsWith('_')
    ? new Undefined(name, `the name '${name}' may not be read`, 'security')
    : object instanceof Lookup
      ? undefinedVariable(name, 'undefined_attribute')
      : new Undefined(name, `${describe(object)} has no member '${name}'`, 'undefined_attribute');
}

/** The value, unless it is undefined. */
export function defined(value: Value): Value {
  return value instanceof Undefined ? value.fail() : value;
}
