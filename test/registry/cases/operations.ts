import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insertAudit, listAudit } from '../../../src/registry/audit.ts';
import { listInquiries, putInquiry } from '../../../src/registry/inquiries.ts';
import { deleteSecret, getSecretCipher, listSecrets, putSecret } from '../../../src/registry/secrets.ts';
import { insertTicket, redeemTicket } from '../../../src/registry/tickets.ts';
import { deleteToken, findToken, insertToken, listTokens, touchToken } from '../../../src/registry/tokens.ts';
import {
  findTriggerSnapshot,
  getTriggerSnapshot,
  listUnseenTriggers,
  noteTrigger,
} from '../../../src/registry/trigger-snapshot.ts';
import {
  deleteTrigger,
  getTrigger,
  listTriggers,
  packOfTrigger,
  putTrigger,
  putTriggerKey,
  type TriggerInput,
} from '../../../src/registry/triggers.ts';
import { type OpenStore, openRegistry, type Store } from '../stores.ts';

const PAGE = { limit: 10 };

export function operationCases(store: Store): void {
  describe('operations', () => {
    let open: OpenStore;
    beforeAll(async () => {
      open = await openRegistry(store);
    });
    afterAll(() => open.close());

    it('keep tokens by hash, with scopes, packs and an end', async () => {
      const token = {
        id: 't1',
        name: 'ci',
        scopes: ['read', 'execute'] as const,
        packs: ['a'],
        created: 1,
        expires: 100,
      };
      await insertToken(open.db, token, 'hash-1');
      await insertToken(open.db, { ...token, id: 't2', packs: null, expires: null }, 'hash-2');
      expect(await findToken(open.db, 'hash-1', 99)).toEqual({ ...token, last_used: null });
      expect(await findToken(open.db, 'hash-1', 100)).toBeUndefined();
      expect(await findToken(open.db, 'hash-2', 1e12)).toMatchObject({ packs: null, expires: null });
      await touchToken(open.db, 't2', 100_000);
      await touchToken(open.db, 't2', 130_000);
      expect(await findToken(open.db, 'hash-2', 1)).toMatchObject({ last_used: 100_000 });
      await expect(insertToken(open.db, { ...token, id: 't3' }, 'hash-1')).rejects.toMatchObject({
        code: 'SQLITE_CONSTRAINT',
      });
      expect((await listTokens(open.db, PAGE)).items.map(({ id }) => id)).toEqual(['t1', 't2']);
      expect(await deleteToken(open.db, 't1')).toBe(true);
      expect(await deleteToken(open.db, 't1')).toBe(false);
    });

    it('keep secrets encrypted and list only their names', async () => {
      const cipher = { key_id: 'k', nonce: 'n', ciphertext: 'c' };
      expect(await putSecret(open.db, 'api', cipher, 5)).toBe(true);
      expect(await putSecret(open.db, 'api', { ...cipher, ciphertext: 'd' }, 5)).toBe(false);
      expect(await getSecretCipher(open.db, 'api')).toEqual({ ...cipher, ciphertext: 'd' });
      expect((await listSecrets(open.db, PAGE)).items).toEqual([{ name: 'api', created: 5, updated: 5 }]);
      expect(await deleteSecret(open.db, 'api')).toBe(true);
      expect(await deleteSecret(open.db, 'api')).toBe(false);
      expect(await getSecretCipher(open.db, 'api')).toBeUndefined();
    });

    it('keep triggers, found by name and by key', async () => {
      const trigger: TriggerInput = {
        name: 'push',
        kind: 'webhook',
        workflow: 'a.b',
        status: 'active',
        definition: { preset: 'github' },
        pack: null,
      };
      expect(await putTrigger(open.db, trigger, { create: true, keyHash: 'kh', now: 1 })).toBe('created');
      expect(await putTrigger(open.db, trigger, { create: true, keyHash: 'other', now: 2 })).toBe('exists');
      const disabled = { ...trigger, status: 'disabled' } as const;
      expect(await putTrigger(open.db, disabled, { create: false, now: 3 })).toBe('updated');
      expect(await getTrigger(open.db, 'push')).toEqual({
        ...disabled,
        ...{ path: null, keyed: true, wake_at: null, created: 1, updated: 3 },
      });
      const schedule: TriggerInput = { ...trigger, name: 'nightly', kind: 'schedule', workflow: 'a.c' };
      expect(await putTrigger(open.db, schedule, { create: false, now: 4 })).toBe('created');
      expect((await listTriggers(open.db, { kind: 'schedule' }, PAGE)).items.map(({ name }) => name)).toEqual([
        'nightly',
      ]);
      expect((await listTriggers(open.db, { workflow: 'a.b' }, PAGE)).items).toHaveLength(1);
      expect(await deleteTrigger(open.db, 'push')).toBe(true);
      expect(await deleteTrigger(open.db, 'push')).toBe(false);
    });

    it('tell a trigger what it has to know, and know which have not seen their latest change', async () => {
      const definition = { webhook: { preset: 'github', secrets: ['seen_one', 'seen_none'] } };
      const trigger: TriggerInput = {
        ...{ name: 'seen', kind: 'webhook', workflow: 'seen.a', status: 'active', definition, pack: null },
      };
      await putSecret(open.db, 'seen_one', { key_id: 'k', nonce: 'n', ciphertext: 'c' }, 1);
      await putTrigger(open.db, trigger, { create: true, keyHash: 'seen hash', now: 10 });
      const snapshot = {
        ...{ name: 'seen', enabled: true, definition: JSON.stringify(definition), keyHash: 'seen hash' },
        ...{ secrets: { seen_one: 'k.n.c' }, updated: 10 },
      };
      expect(await getTriggerSnapshot(open.db, 'seen')).toEqual(snapshot);
      expect(await findTriggerSnapshot(open.db, 'seen hash')).toEqual(snapshot);
      expect(await findTriggerSnapshot(open.db, 'another')).toBeUndefined();
      const unseen = async (now: number) => (await listUnseenTriggers(open.db, now, 100)).includes('seen');
      expect(await unseen(20)).toBe(true);
      await noteTrigger(open.db, 'seen', 10, 1_000_000);
      expect(await unseen(1_000_000)).toBe(false);
      expect(await unseen(1_060_001)).toBe(true);
      await putTrigger(open.db, trigger, { create: false, now: 11 });
      expect(await unseen(20)).toBe(true);
      await noteTrigger(open.db, 'seen', 11, null);
      expect(await unseen(9_000_000)).toBe(false);
      expect(await putTriggerKey(open.db, 'seen', 'fresh hash', 12)).toBe(true);
      expect(await putTriggerKey(open.db, 'nobody', 'x', 12)).toBe(false);
      expect(await findTriggerSnapshot(open.db, 'fresh hash')).toMatchObject({ name: 'seen', updated: 12 });
      expect(await packOfTrigger(open.db, 'seen')).toBeUndefined();
      await deleteTrigger(open.db, 'seen');
    });

    it('keep inquiries until they are answered', async () => {
      const inquiry = {
        id: 'i1',
        execution: 'e1',
        instance: 'ask:1',
        item: null,
        attempt: 1,
        prompt: 'Go?',
        schema: { type: 'boolean' },
        assignee: 'ann',
        expires: 50,
        created: 5,
        updated: 5,
        ...({ status: 'open', response: null, responded_by: null } as const),
      };
      await putInquiry(open.db, inquiry);
      await putInquiry(open.db, { ...inquiry, prompt: 'again' });
      expect((await listInquiries(open.db, { status: 'open', assignee: 'ann' }, PAGE)).items).toHaveLength(1);
      expect((await listInquiries(open.db, { packs: ['none'] }, PAGE)).items).toHaveLength(0);
      const end = { status: 'answered', response: false, responded_by: 't2' } as const;
      await putInquiry(open.db, { ...inquiry, ...end, updated: 9 });
      await putInquiry(open.db, { ...inquiry, ...end, response: true, updated: 10 });
      await putInquiry(open.db, inquiry);
      expect((await listInquiries(open.db, {}, PAGE)).items).toEqual([{ ...inquiry, ...end, updated: 9 }]);
      expect((await listInquiries(open.db, { workflow: 'none' }, PAGE)).items).toEqual([]);
    });

    it('let a ticket be used once, in its time', async () => {
      await insertTicket(open.db, 'th', 'e1', 100);
      await insertTicket(open.db, 'old', 'e1', 100);
      expect(await redeemTicket(open.db, 'old', 100)).toBeUndefined();
      const uses = await Promise.all([redeemTicket(open.db, 'th', 50), redeemTicket(open.another(), 'th', 50)]);
      expect(uses.toSorted()).toEqual(['e1', undefined]);
    });

    it('note who did what', async () => {
      const act = {
        id: 'a1',
        at: 1,
        actor: 't2',
        action: 'execution.cancel',
        target: 'e1',
        detail: { mode: 'finish' },
      };
      await insertAudit(open.db, act);
      await insertAudit(open.db, { ...act, id: 'a2', target: 'e2', detail: null });
      expect((await listAudit(open.db, {}, PAGE)).items.map(({ id }) => id)).toEqual(['a2', 'a1']);
      expect((await listAudit(open.db, { target: 'e1' }, PAGE)).items).toEqual([act]);
    });
  });
}
