import type { Findings } from '../definition/findings.ts';
import { readDocument } from '../definition/read-document.ts';
import { readPiece } from '../definition/shape/piece.ts';
import { show } from '../definition/shape/show.ts';
import { childOf, type Path, toJson, type YamlNode } from '../definition/yaml/tree.ts';
import type { Finding } from '../problem/finding.ts';
import { parseDuration } from '../value/duration.ts';
import type { Json, JsonObject } from '../value/json.ts';
import {
  ExpectTable,
  MockErrorTable,
  MockTable,
  type PackExpectation,
  type PackMock,
  type PackMockError,
  type PackSignal,
  type PackTest,
  SignalTable,
  TestTable,
} from './pack-test.ts';

export interface LoadedTest {
  /** Null when something is wrong with it. */
  readonly test: PackTest | null;
  readonly findings: readonly Finding[];
}

/** Reads a file of `tests/`. Never throws. */
export function loadTest(source: string): LoadedTest {
  const { root, findings } = readDocument(source, 'A test');
  if (root === null) {
    return { test: null, findings: findings.sorted() };
  }
  const piece = readPiece(TestTable, root, [], 'A test', findings);
  const input = readMap(childOf(root, 'input'), ['input'], findings);
  const mocks = readList(childOf(root, 'mocks'), ['mocks'], readMock, findings);
  const signals = readList(childOf(root, 'signals'), ['signals'], readSignal, findings);
  const expectation = readExpectation(childOf(root, 'expect'), findings);
  if (piece === null || expectation === null || findings.failed) {
    return { test: null, findings: findings.sorted() };
  }
  const test: PackTest = { format: 1, workflow: piece.workflow, input, mocks, signals, expect: expectation };
  return { test, findings: findings.sorted() };
}

function readMap(node: YamlNode | undefined, path: Path, findings: Findings): JsonObject {
  if (node !== undefined && node.kind !== 'map') {
    findings.error('wrong_type', path, `\`${path.at(-1)}\` must be a map, not ${show(node)}.`);
  }
  return node?.kind === 'map' ? (toJson(node) as JsonObject) : {};
}

function readList<T>(
  node: YamlNode | undefined,
  path: Path,
  read: (item: YamlNode, path: Path, findings: Findings) => T | null,
  findings: Findings,
): readonly T[] {
  if (node !== undefined && node.kind !== 'list') {
    findings.error('wrong_type', path, `\`${path.at(-1)}\` must be a list, not ${show(node)}.`);
  }
  return node?.kind === 'list' ? node.items.flatMap((item, i) => read(item, [...path, i], findings) ?? []) : [];
}

function readMock(node: YamlNode, path: Path, findings: Findings): PackMock | null {
  const piece = readPiece(MockTable, node, path, 'A mock', findings);
  const errorNode = childOf(node, 'error');
  const error = errorNode === undefined ? null : readMockError(errorNode, [...path, 'error'], findings);
  if (piece === null) {
    return null;
  }
  const status = piece.status ?? (errorNode === undefined ? 'succeeded' : 'failed');
  if (status === 'succeeded' && errorNode !== undefined) {
    findings.error('invalid_value', [...path, 'error'], 'A task that has succeeded has no error.', { atKey: true });
  }
  return {
    task: piece.task,
    n: piece.n ?? null,
    status,
    result: jsonOf(piece.result),
    error,
    delay_seconds: secondsOf(piece.delay),
    times: piece.times ?? null,
  };
}

function readMockError(node: YamlNode, path: Path, findings: Findings): PackMockError | null {
  const piece = readPiece(MockErrorTable, node, path, '`error`', findings);
  return (
    piece && {
      code: piece.code,
      message: piece.message ?? piece.code,
      kind: piece.kind ?? 'action',
      http_status: piece.http_status ?? null,
      data: jsonOf(piece.data),
    }
  );
}

function readSignal(node: YamlNode, path: Path, findings: Findings): PackSignal | null {
  const piece = readPiece(SignalTable, node, path, 'A signal', findings);
  return piece && { name: piece.name, payload: jsonOf(piece.payload), delay_seconds: secondsOf(piece.delay) };
}

function readExpectation(node: YamlNode | undefined, findings: Findings): PackExpectation | null {
  if (node === undefined) {
    return null;
  }
  const piece = readPiece(ExpectTable, node, ['expect'], '`expect`', findings);
  if (piece === null) {
    return null;
  }
  const { status, output, path, errors, events } = piece;
  return {
    status,
    ...(output === undefined ? {} : { output: toJson(output) }),
    ...(path === undefined ? {} : { path }),
    ...(errors === undefined ? {} : { errors }),
    ...(events === undefined ? {} : { events }),
  };
}

function jsonOf(node: YamlNode | undefined): Json {
  return node === undefined ? null : toJson(node);
}

function secondsOf(value: number | string | undefined): number {
  return (parseDuration(value) ?? 0) / 1000;
}
