import { type Compiled, compile } from '../../expression/compile.ts';
import type { Dialect } from '../definition.ts';
import { type ExpressionSite, expressionSites } from '../expression-sites.ts';
import { offsetsOf, type Place, placeOf } from '../place.ts';
import type { Draft, Reading } from '../reading.ts';
import { findingOf } from './expression-error.ts';
import { checkVisibility } from './visibility.ts';

/** One expression of the file, compiled, with the means to say something about a spot in it. */
export interface CompiledSite {
  readonly site: ExpressionSite;
  readonly compiled: Compiled;
  readonly dialect: Dialect;
  readonly place: Place;
  /** Offset in the file of an offset in the expression's text. */
  readonly offsetAt: (offset: number) => number;
}

/** Compiles every expression once: syntax, unknown functions and filters, names out of their place. */
export function checkExpressions(draft: Draft, source: string, reading: Reading): void {
  const { definition } = draft;
  const { dialect, recursiveExpressions: recursive } = definition;
  for (const site of expressionSites(definition)) {
    const place = placeOf(site.path, reading.root, reading.places);
    const offsetAt = offsetsOf(source, place.node, site.text);
    try {
      const compiled = compile(site.text, { dialect, recursive });
      checkCompiled({ site, compiled, dialect, place, offsetAt }, draft, reading);
    } catch (error) {
      const { code, offset, message } = findingOf(error);
      reading.findings.error(code, place.path, message, { offset: offsetAt(offset) });
    }
  }
}

function checkCompiled(compiled: CompiledSite, draft: Draft, reading: Reading): void {
  const { dialect, place, offsetAt } = compiled;
  if (dialect === 'native' && compiled.compiled.language === 'yaql') {
    reading.findings.warning('yaql_in_native', place.path, 'This is a YAQL expression, as Orquesta writes them.', {
      hint: 'Write it as `{{ … }}`, or set `dialect: orquesta`.',
      offset: offsetAt(0),
    });
  }
  checkForm(compiled, reading);
  checkVisibility(compiled, draft, reading);
}

/** Text with an expression in it is always text, where a list, a map or a condition is meant. */
function checkForm({ site, compiled, dialect, place, offsetAt }: CompiledSite, { findings }: Reading): void {
  if (dialect !== 'native' || compiled.kind !== 'template') {
    return;
  }
  const { path, text, task } = site;
  const details = {
    offset: offsetAt(0),
    hint: 'Put the whole of it between one pair of delimiters: `"{{ … }}"`.',
  };
  if (path === `${task?.path}/with/items` || path === `${task?.path}/input`) {
    findings.error('invalid_value', place.path, 'This gives text, where a value is needed.', details);
  } else if (isCondition(site) && !text.includes('{%')) {
    const message = 'The condition is text with an expression in it, and so true unless it is empty.';
    findings.warning('condition_is_text', place.path, message, details);
  }
}

function isCondition({ role, path, task }: ExpressionSite): boolean {
  return role === 'when' || role === 'retry' || role === 'later' || path === `${task?.path}/when`;
}
