import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BoxError, joinBox, open, seal, splitBox } from '../../src/host/secret-box.ts';

const NEW = { id: 'k2', secret: 'the newer secret' };
const OLD = { id: 'k1', secret: 'the older secret' };
const KEYS = [NEW, OLD];

describe('a box', () => {
  test('gives back whatever was put in', async () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }).map(wellFormed),
      fc.constantFrom('', '\0', '\ufeffx', 'ü🎵', 'null'),
    );
    await fc.assert(
      fc.asyncProperty(texts, fc.string(), async (text, name) => {
        expect(await open(KEYS, name, await seal(NEW, name, text))).toBe(text);
      }),
      { numRuns: 100 },
    );
  });

  test('holds large texts', async () => {
    const text = 'x'.repeat(1024 * 1024);
    expect(await open(KEYS, 'n', await seal(NEW, 'n', text))).toBe(text);
  });

  test('does not show its content, and is another one each time', async () => {
    const boxes = await Promise.all([seal(NEW, 'n', 'planted'), seal(NEW, 'n', 'planted')]);
    expect(boxes[0]).not.toBe(boxes[1]);
    expect(boxes.join('')).not.toContain('planted');
    expect(boxes[0]).toMatch(/^k2\.[\w-]{16}\.[\w-]+$/);
  });

  test('opens with the key that it names, while that is known', async () => {
    const box = await seal(OLD, 'n', 'text');
    expect(await open(KEYS, 'n', box)).toBe('text');
    await expect(open([NEW], 'n', box)).rejects.toThrow('`k1`');
    await expect(open([{ id: 'k1', secret: 'another' }], 'n', box)).rejects.toThrow(BoxError);
    await expect(open([], 'n', box)).rejects.toThrow(BoxError);
  });

  test('opens under its own name alone', async () => {
    const box = await seal(NEW, 'name', 'text');
    for (const name of ['', 'Name', 'name ', 'name\0']) {
      await expect(open(KEYS, name, box)).rejects.toThrow(BoxError);
    }
  });

  test('that was changed anywhere stays closed', async () => {
    const box = await seal(NEW, 'n', 'some text');
    const indices = [...box].flatMap((character, i) => (character === '.' ? [] : [i]));
    for (const i of indices) {
      const changed = `${box.slice(0, i)}${box[i] === 'A' ? 'Z' : 'A'}${box.slice(i + 1)}`;
      const opened = await open(KEYS, 'n', changed).catch((error: unknown) => error);
      // The last character may carry bits that decoding drops.
      if (!(i === box.length - 1 && opened === 'some text')) {
        expect(opened, changed).toBeInstanceOf(BoxError);
      }
    }
  });

  test.each(['', 'k2', 'k2.x.y', `k2.${'A'.repeat(16)}.`, `.${'A'.repeat(16)}.${'A'.repeat(22)}`, '{}', 'k2..'])(
    '%j is none',
    async (text) => {
      await expect(open(KEYS, 'n', text)).rejects.toThrow('not a sealed text');
    },
  );

  test('comes apart and together again, whatever the name of its key', async () => {
    const key = { id: 'a.b.c', secret: 's' };
    const box = await seal(key, 'n', 'text');
    expect(splitBox(box).key_id).toBe('a.b.c');
    expect(joinBox(splitBox(box))).toBe(box);
    expect(await open([key], 'n', joinBox(splitBox(box)))).toBe('text');
  });
});

/** Lone surrogates are no text in UTF-8. */
function wellFormed(text: string): string {
  return text.toWellFormed();
}
