import { DatabaseSync } from '@photostructure/sqlite';
import { pauseSending, resumeSending } from '../../src/domain/pausing';
import type { Person } from '../../src/domain/person';
import { isRefusal } from '../../src/domain/refusal';
import { attest } from '../../src/store/rows/attested-state';
import { writeSending } from '../../src/store/sending-switch';
import { bob, carol, deliveryOf, T } from './fixtures';
import { sqliteHarness } from './harness';

test('the log vouches for the switch as each move has left it', async () => {
  const harness = await sqliteHarness();
  const { store, deliveries } = await harness.open();
  const stepBy = async (person: Person, delivery: string) => {
    await deliveries.record(deliveryOf(delivery));
    return { person, delivery, policyHash: 'policy', words: 'stolen', channels: [] };
  };
  const stillApprovers = new Set([bob.id]);
  const resumeBy = async (person: Person) =>
    resumeSending(
      await store.sending(),
      {
        ...(await stepBy(person, `resume-${person.id}`)),
        isAfterPause: true,
        about: 'typed',
        isOnNotice: false,
        stillApprovers,
      },
      T,
    );
  const moves = [
    async () => pauseSending(await store.sending(), await stepBy(bob, 'pause'), T),
    () => resumeBy(bob),
    () => resumeBy(carol),
  ];
  for (const move of moves) {
    const change = await move();
    if (isRefusal(change)) throw new Error(change.code);
    await store.commit(change);
    const raw = new DatabaseSync(harness.path, { readOnly: true });
    const last = raw.prepare('select kind, state from event order by seq desc limit 1').get();
    raw.close();
    const state = JSON.parse(String(last?.['state']));
    expect(state).toEqual({ switch: { sending: attest(writeSending(await store.sending())) } });
    expect(last?.['kind']).toBe(change.events[0]?.happening.kind);
  }
  await harness.dispose();
});
