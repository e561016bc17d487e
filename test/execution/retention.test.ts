import { describe, expect, test } from 'vitest';
import { Actor } from '../support/actor.ts';

const KEPT = 'retention: 3600\ntasks: [{name: a, action: core.sleep, input: {seconds: 10}}]';
const PLAIN = 'tasks: [{name: a, action: core.sleep, input: {seconds: 10}}]';

/** Time passes minute by minute, as the alarm rings. */
async function minutes(actor: Actor, n: number): Promise<void> {
  for (let i = 0; i < n; i++) {
    await actor.advance(60);
  }
}

describe('retention', () => {
  test('a live execution is kept, an ended one is forgotten once, an hour after its end', async () => {
    const actor = await new Actor(KEPT).start();
    await actor.advance(5);
    expect(actor.forgetting).toBe(0);
    await actor.advance(5);
    expect((await actor.shown()).status).toBe('succeeded');
    await minutes(actor, 59);
    expect(actor.forgotten).toEqual([]);
    expect(actor.alarm).toBe(1_700_000_000_000 + 10_000 + 3_600_000);
    await minutes(actor, 1);
    expect(actor.forgotten).toEqual([actor.id]);
  });

  test('is kept by what the file says before what the server says, and for ever when nobody says anything', async () => {
    const [file, server, none] = [
      await new Actor(KEPT, { retention: 60_000 }).start(),
      await new Actor(PLAIN, { retention: 60_000 }).start(),
      await new Actor(PLAIN).start(),
    ];
    for (const actor of [file, server, none]) {
      await actor.advance(10);
      await minutes(actor, 2);
    }
    expect([file.forgotten, server.forgotten, none.forgotten]).toEqual([[], [server.id], []]);
    expect(none.alarm).toBeNull();
  });

  test('is armed for at once, when all that is owed is delivered: nobody is woken to find nothing', async () => {
    const [kept, plain] = [await new Actor(KEPT).start(), await new Actor(PLAIN).start()];
    const end = plain.now + 10_000;
    await kept.advance(10);
    await plain.advance(10);
    expect(kept.alarm).toBe(end + 3_600_000);
    expect(plain.alarm).toBeNull();
    const away = await new Actor(PLAIN).start();
    away.reachable = false;
    await away.advance(10);
    expect((await away.shown()).status).toBe('succeeded');
    expect(away.alarm).not.toBeNull();
    away.reachable = true;
    await minutes(away, 1);
    expect(away.alarm).toBeNull();
  });

  test('outlives its object, and is tried again while the registry is away', async () => {
    const actor = await new Actor(KEPT).start();
    await actor.advance(10);
    await actor.advance(31);
    actor.evict();
    await minutes(actor, 58);
    expect(actor.forgetting).toBe(0);
    actor.reachable = false;
    await minutes(actor, 5);
    expect(actor.forgetting).toBeGreaterThan(1);
    expect(actor.forgotten).toEqual([]);
    actor.reachable = true;
    await minutes(actor, 1);
    expect(actor.forgotten).toEqual([actor.id]);
  });

  test('who has not been told of the end yet is told first', async () => {
    const parent = { execution: 'P', instance: 't:1', item: null, attempt: 1, depth: 1 };
    const actor = await new Actor(KEPT, { parent }).start();
    actor.reachable = false;
    await actor.advance(10);
    await minutes(actor, 90);
    expect(actor.forgetting).toBe(0);
    actor.reachable = true;
    await minutes(actor, 10);
    expect(actor.told).toHaveLength(1);
    expect(actor.forgotten).toContain(actor.id);
  });
});
