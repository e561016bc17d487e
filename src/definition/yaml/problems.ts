import { LIMITS } from '../../value/limits.ts';
import type { Path, ScalarNode } from './tree.ts';

/** Something wrong with the file as YAML, before its content is looked at. */
export interface YamlProblem {
  readonly code: string;
  readonly message: string;
  readonly offset: number;
  /** Where in the tree; left out for text that makes no tree. */
  readonly path?: Path;
  readonly hint?: string;
}

export function tooLarge(message: string, offset: number): YamlProblem {
  return {
    code: 'definition_too_large',
    message,
    offset,
    hint: 'Move parts into workflows of their own and call them as actions.',
  };
}

export function tooDeep(offset: number, path: Path = []): YamlProblem {
  return {
    code: 'too_deep',
    message: `The file is nested deeper than ${LIMITS.jsonDepth} levels.`,
    offset,
    path,
  };
}

export function tooManyAliases(offset: number): YamlProblem {
  return {
    code: 'too_many_aliases',
    message: `The file follows aliases (\`*name\`) more than ${LIMITS.yamlAliases} times.`,
    offset,
    hint: 'Write the repeated part as a workflow of its own, or as a variable.',
  };
}

export function tooMuchByAliases(offset: number, path: Path): YamlProblem {
  return {
    code: 'too_many_aliases',
    message: `Written out, the file's aliases would take more than ${LIMITS.definitionBytes} bytes.`,
    offset,
    path,
  };
}

export function twice(name: string, offset: number, path: Path): YamlProblem {
  return {
    code: 'duplicate_key',
    message: `The key \`${name}\` stands twice in one map.`,
    offset,
    path,
    hint: 'Keep one of the two.',
  };
}

export function mergeInNative(offset: number, path: Path): YamlProblem {
  return {
    code: 'merge_key',
    message: 'The merge key `<<` is not part of YAML 1.2.',
    offset,
    path,
    hint: 'Write the keys out, or use an alias (`key: *name`) for a whole value.',
  };
}

export function badMerge(offset: number, path: Path): YamlProblem {
  return {
    code: 'merge_key',
    message: 'The merge key `<<` takes a map or a list of maps.',
    offset,
    path,
  };
}

export function collectionKey(offset: number, path: Path): YamlProblem {
  return { code: 'key_not_text', message: 'A key is itself a map or list; keys must be text.', offset, path };
}

export function cycle(name: string, offset: number, path: Path): YamlProblem {
  return {
    code: 'alias_cycle',
    message: `The alias \`*${name}\` stands inside what it stands for.`,
    offset,
    path,
  };
}

export function unknownAlias(name: string, offset: number, path: Path): YamlProblem {
  return {
    code: 'unknown_alias',
    message: `No anchor \`&${name}\` stands before the alias \`*${name}\`.`,
    offset,
    path,
    hint: 'A value that begins with `*` must be quoted.',
  };
}

export function badKey(node: ScalarNode, offset: number, path: Path): YamlProblem {
  const what = node.text === '' ? 'An empty key' : `The key \`${node.text}\``;
  const read = node.value === null ? 'nothing' : `the boolean ${String(node.value)}`;
  return {
    code: 'key_not_text',
    message: `${what} is read as ${read}; keys must be text.`,
    offset,
    path,
    hint: node.text === '' ? 'Write a name before the colon.' : `Quote it: "${node.text}".`,
  };
}

export function unquoted(offset: number, path: Path): YamlProblem {
  return {
    code: 'expression_not_quoted',
    message: 'YAML reads an expression without quotes as a map.',
    offset,
    path,
    hint: 'Put quotes around the expression: "{{ … }}".',
  };
}

export function unfit(text: string, offset: number, path: Path): YamlProblem {
  return {
    code: 'number_out_of_range',
    message: `The number ${text.slice(0, 40)} cannot be represented exactly as JSON.`,
    offset,
    path,
    hint: `Quote it to keep it as text: "${text.slice(0, 40)}".`,
  };
}

export function badTag(tag: string, offset: number, path: Path): YamlProblem {
  return {
    code: 'unsupported_tag',
    message: `The tag \`${tag}\` is not supported or does not fit its value.`,
    offset,
    path,
    hint: 'Remove the tag; use quotes to make something text.',
  };
}
