import { nearest } from '../../problem/suggest.ts';
import type { Findings } from '../findings.ts';
import { show } from '../shape/show.ts';
import type { MapNode, Path, YamlNode } from '../yaml/tree.ts';
import { FOREIGN_TYPES, KEYWORDS, type KeywordKind, TYPES } from './keywords.ts';
import { compilePattern } from './pattern.ts';

/** Findings for a JSON Schema written in a file: unknown keywords, values that a keyword does not take. */
export function checkSchema(node: YamlNode, path: Path, findings: Findings): void {
  if (node.kind === 'scalar' && typeof node.value === 'boolean') {
    return;
  }
  if (node.kind !== 'map') {
    findings.error('wrong_type', path, `A schema must be a map, not ${show(node)}.`);
    return;
  }
  checkKeywords(node, path, findings, new Set());
}

/** As above, for the keywords of one map, without those that the caller reads by itself. */
export function checkKeywords(node: MapNode, path: Path, findings: Findings, apart: ReadonlySet<string>): void {
  for (const [key, { value }] of node.entries) {
    const kind = KEYWORDS.get(key);
    const place = [...path, key];
    if (apart.has(key) || (kind === undefined && key.startsWith('x-'))) {
      continue;
    }
    if (kind === undefined) {
      const near = nearest(key, KEYWORDS.keys());
      const hint = near === undefined ? undefined : `Did you mean \`${near}\`?`;
      findings.error('unknown_key', place, `JSON Schema has no keyword \`${key}\`.`, { hint, atKey: true });
    } else {
      checkKeyword(kind, key, value, place, findings);
    }
  }
}

/** Findings for a type name, or a list of them. */
export function checkType(node: YamlNode, path: Path, findings: Findings): void {
  if (node.kind === 'list') {
    for (const [index, item] of node.items.entries()) {
      checkType(item, [...path, index], findings);
    }
    return;
  }
  const name = node.kind === 'scalar' ? node.text : '';
  if (node.kind === 'scalar' && TYPES.some((type) => type === name)) {
    return;
  }
  const near = FOREIGN_TYPES.get(name.toLowerCase()) ?? nearest(name, TYPES);
  findings.error('invalid_value', path, `A type must be one of ${TYPES.join(', ')}, not ${show(node)}.`, {
    hint:
      near !== undefined ? `Write \`${near}\`.` : name === 'any' ? 'Leave the type out to take any value.' : undefined,
  });
}

function checkKeyword(kind: KeywordKind, key: string, node: YamlNode, path: Path, findings: Findings): void {
  switch (kind) {
    case 'schema':
      checkSchema(node, path, findings);
      return;
    case 'schemas':
      checkEach(node, key, path, findings, checkSchema);
      return;
    case 'named schemas':
      checkNamed(node, key, path, findings, checkSchema);
      return;
    case 'named names':
      checkNamed(node, key, path, findings, (value, place) => checkKeyword('names', key, value, place, findings));
      return;
    case 'names':
      checkEach(node, key, path, findings, (value, place) => checkKeyword('text', key, value, place, findings));
      return;
    case 'type':
      checkType(node, path, findings);
      return;
    case 'list':
      expect(node.kind === 'list', 'a list', key, node, path, findings);
      return;
    case 'pattern':
      checkPattern(node, key, path, findings);
      return;
    default:
      expect(fitsScalar(kind, node), SCALAR_NAMES[kind], key, node, path, findings);
  }
}

type ScalarKind = 'text' | 'number' | 'count' | 'flag' | 'reference' | 'any';

const SCALAR_NAMES: Readonly<Record<ScalarKind, string>> = {
  text: 'text',
  number: 'a number',
  count: 'a whole number of at least 0',
  flag: 'true or false',
  reference: 'a reference within the schema, such as `#/$defs/name`',
  any: 'a value',
};

function fitsScalar(kind: ScalarKind, node: YamlNode): boolean {
  if (kind === 'any') {
    return true;
  }
  const value = node.kind === 'scalar' ? node.value : undefined;
  switch (kind) {
    case 'text':
      return typeof value === 'string';
    case 'reference':
      return typeof value === 'string' && /^#(?:\/|$)/.test(value);
    case 'flag':
      return typeof value === 'boolean';
    case 'number':
      return typeof value === 'number';
    case 'count':
      return typeof value === 'number' && Number.isInteger(value) && value >= 0;
  }
}

type Check = (node: YamlNode, path: Path, findings: Findings) => void;

function checkEach(node: YamlNode, key: string, path: Path, findings: Findings, check: Check): void {
  if (expect(node.kind === 'list', 'a list', key, node, path, findings) && node.kind === 'list') {
    for (const [index, item] of node.items.entries()) {
      check(item, [...path, index], findings);
    }
  }
}

function checkNamed(node: YamlNode, key: string, path: Path, findings: Findings, check: Check): void {
  if (expect(node.kind === 'map', 'a map', key, node, path, findings) && node.kind === 'map') {
    for (const [name, { value }] of node.entries) {
      check(value, [...path, name], findings);
      if (key === 'patternProperties') {
        reportPattern(name, [...path, name], findings);
      }
    }
  }
}

function checkPattern(node: YamlNode, key: string, path: Path, findings: Findings): void {
  const fits = node.kind === 'scalar' && typeof node.value === 'string';
  if (expect(fits, 'text', key, node, path, findings) && node.kind === 'scalar') {
    reportPattern(node.text, path, findings);
  }
}

function reportPattern(text: string, path: Path, findings: Findings): void {
  const pattern = compilePattern(text);
  if ('problem' in pattern) {
    findings.error('invalid_pattern', path, `The regular expression cannot be used: ${pattern.problem}.`, {
      hint: 'Patterns run in linear time: no back references and no look-around.',
    });
  }
}

function expect(fits: boolean, what: string, key: string, node: YamlNode, path: Path, findings: Findings): boolean {
  if (!fits) {
    findings.error('wrong_type', path, `\`${key}\` must be ${what}, not ${show(node)}.`);
  }
  return fits;
}
