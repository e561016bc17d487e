import { compile } from '../../expression/compile.ts';
import { ExpressionError } from '../../expression/error.ts';
import { render, truthy } from '../../expression/render.ts';
import type { Scope } from '../../expression/scope.ts';
import { isObject, type Json, type JsonObject } from '../../value/json.ts';
import { LIMITS } from '../../value/limits.ts';
import { randomness } from '../../value/randomness.ts';
import type { TriggerDefinition } from '../definition/trigger.ts';

export type Mapped =
  | { readonly type: 'input'; readonly input: string }
  | { readonly type: 'filtered' }
  | { readonly type: 'failed'; readonly error: { readonly code: string; readonly message: string } };

/**
 * What a delivery comes to: the JSON text of an input, or nothing.
 * @param trigger what expressions see as `trigger`
 * @param now ms, the time of the delivery
 * @param seed of the random numbers; the id of the delivery
 */
export function mapDelivery(
  { filter, input }: Pick<TriggerDefinition, 'filter' | 'input'>,
  trigger: JsonObject,
  now: number,
  seed: string,
): Mapped {
  const scope = scopeOf(trigger, now, seed);
  try {
    if (filter !== null && !truthy(compile(filter, { dialect: 'native' }).evaluate(scope))) {
      return { type: 'filtered' };
    }
    const given = render(input, scope, { dialect: 'native' });
    return isObject(given) ? sized(given) : failed('invalid_input', '`input` gives something that is not a map');
  } catch (thrown) {
    if (thrown instanceof ExpressionError) {
      return failed(`expression_${thrown.kind}`, `${thrown.message} (in \`${thrown.expression}\`)`);
    }
    throw thrown;
  }
}

function sized(input: JsonObject): Mapped {
  const text = JSON.stringify(input);
  return text.length > LIMITS.valueBytes
    ? failed('value_too_large', `the input is larger than ${LIMITS.valueBytes} characters`)
    : { type: 'input', input: text };
}

function failed(code: string, message: string): Mapped {
  return { type: 'failed', error: { code, message } };
}

function scopeOf(trigger: JsonObject, now: number, seed: string): Scope {
  const variables: Record<string, Json> = { trigger };
  return {
    variable: (name) => (name === 'trigger' ? trigger : undefined),
    variables: () => variables,
    root: () => undefined,
    call: () => undefined,
    now,
    random: randomness(seed),
  };
}
