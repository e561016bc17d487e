import { hasExpression } from '../../definition/expression-text.ts';
import type { Findings } from '../../definition/findings.ts';
import { offsetsOf } from '../../definition/place.ts';
import { findingOf } from '../../definition/rules/expression-error.ts';
import { nodeAt, type Path, type YamlNode } from '../../definition/yaml/tree.ts';
import { type Compiled, compile } from '../../expression/compile.ts';
import { ENGINE_FUNCTIONS } from '../../expression/names.ts';
import { nearest } from '../../problem/suggest.ts';
import type { TriggerDefinition } from './trigger.ts';

/** Members of `trigger`, by the type of the trigger. */
const MEMBERS = {
  webhook: ['body', 'headers', 'query', 'time'],
  schedule: ['time'],
} as const satisfies Record<TriggerDefinition['type'], readonly string[]>;

/** Where a text stands that may hold expressions. */
export interface Site {
  readonly root: YamlNode;
  readonly source: string;
  readonly path: Path;
  /** Undefined while it is not known; then all members are allowed. */
  readonly type: TriggerDefinition['type'] | undefined;
}

/** Checks the text of a condition. */
export function checkCondition(text: string, site: Site, findings: Findings): void {
  if (!hasExpression(text)) {
    const message = 'The condition is plain text, not an expression, and so always true.';
    findings.warning('condition_without_expression', site.path, message, {
      hint: `Write \`"{{ ${text.slice(0, 60)} }}"\`, or leave \`filter\` out.`,
    });
  } else if (checkValueExpression(text, site, findings) === 'template' && !text.includes('{%')) {
    const message = 'The condition is text with an expression in it, and so true unless it is empty.';
    findings.warning('condition_is_text', site.path, message, {
      hint: 'Put the whole of it between one pair of delimiters: `"{{ … }}"`.',
    });
  }
}

/**
 * Checks the expressions of a text: syntax, and that they speak of `trigger` alone.
 * @returns what the text is; undefined when it does not compile.
 */
export function checkValueExpression(text: string, site: Site, findings: Findings): Compiled['kind'] | undefined {
  if (!hasExpression(text)) {
    return 'literal';
  }
  const node = nodeAt(site.root, site.path);
  const at = node === undefined ? () => 0 : offsetsOf(site.source, node, text);
  try {
    const compiled = compile(text, { dialect: 'native' });
    if (compiled.language === 'yaql') {
      const message = 'This is a YAQL expression; triggers have Jinja.';
      const hint = 'Write it as `{{ … }}`.';
      findings.error('expression_syntax', site.path, message, { hint, offset: at(0) });
      return undefined;
    }
    reportForeign(compiled, site, at, findings);
    return compiled.kind;
  } catch (error) {
    const { code, offset, message } = findingOf(error);
    findings.error(code, site.path, message, { offset: at(offset) });
    return undefined;
  }
}

function reportForeign(
  { references: { variables, roots, functions } }: Compiled,
  { path, type }: Site,
  at: (offset: number) => number,
  findings: Findings,
): void {
  const report = (message: string, offset: number, hint?: string) =>
    findings.error('name_out_of_place', path, message, { offset: at(offset), hint });
  for (const { path: read, offset } of [...variables, ...roots]) {
    const [name = '', member] = read;
    if (name !== 'trigger') {
      const near = nearest(name, ['trigger']);
      const hint = near === undefined ? 'What comes in is `trigger`.' : `Did you mean \`${near}\`?`;
      report(`\`${name}\` does not exist in a trigger.`, offset, hint);
    } else if (member !== undefined && type !== undefined) {
      const known: readonly string[] = MEMBERS[type];
      if (!known.includes(member)) {
        const near = nearest(member, known);
        const all = known.map((each) => `\`trigger.${each}\``).join(', ');
        const hint =
          near === undefined
            ? `There ${known.length === 1 ? 'is' : 'are'} ${all}.`
            : `Did you mean \`trigger.${near}\`?`;
        report(`A trigger of the type \`${type}\` has no \`trigger.${member}\`.`, offset, hint);
      }
    }
  }
  for (const { name, offset } of functions.filter((each) => ENGINE_FUNCTIONS.has(each.name))) {
    report(`\`${name}()\` needs an execution, which a trigger is yet to start.`, offset);
  }
}
