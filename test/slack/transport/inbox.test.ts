import type { ReceiverEvent } from '@slack/bolt';
import { Fault } from '../../../src/domain/fault';
import { createInbox } from '../../../src/slack/transport/inbox';
import { handClock, keptDeliveries, keptLog } from '../kept';

const command = { command: '/defender', text: 'help', user_id: 'U1', channel_id: 'C1', trigger_id: '1.2.a' };
const never = new Promise<void>(() => {});

const makeInbox = (toBolt: (event: ReceiverEvent) => Promise<void> = async () => {}) => {
  const hand = handClock();
  const kept = keptDeliveries();
  const { log, events } = keptLog();
  const acks: unknown[] = [];
  const heard: ReceiverEvent[] = [];
  const notRecorded: unknown[] = [];
  const inbox = createInbox({
    deliveries: kept.deliveries,
    clock: hand.clock,
    log,
    toBolt: (event) => {
      heard.push(event);
      return toBolt(event);
    },
    tellNotRecorded: async (body) => {
      notRecorded.push(body);
    },
  });
  const ack = async (answer?: unknown) => {
    acks.push(answer);
  };
  return {
    inbox,
    hand,
    kept,
    events,
    acks,
    heard,
    notRecorded,
    take: (body: unknown = command) => inbox.take({ body, ack }),
  };
};

describe('the inbox', () => {
  it('lets neither a listener nor an acknowledgement go before the delivery is stored', async () => {
    const { take, kept, hand, heard, acks } = makeInbox(async (event) => event.ack('heard'));
    let store = () => {};
    kept.state.gate = new Promise((resolve) => {
      store = resolve;
    });
    const taking = take();
    await hand.pass(1_700);
    expect({ heard: heard.length, acks }).toEqual({ heard: 0, acks: [] });
    store();
    expect(await taking).toBe('taken');
    expect({ heard: heard.length, acks }).toEqual({ heard: 1, acks: ['heard'] });
  });

  it('lets nobody work while others in the same burst wait for their acknowledgement', async () => {
    const steps: string[] = [];
    const { take, kept } = makeInbox(async (event) => {
      await event.ack();
      steps.push('worked');
    });
    let store = () => {};
    const takeAnother = (trigger_id: string) => {
      kept.state.gate = new Promise((resolve) => {
        store = resolve;
      });
      return take({ ...command, trigger_id });
    };
    const first = takeAnother('1.2.a');
    const storeFirst = store;
    const second = takeAnother('1.2.b');
    storeFirst();
    await new Promise((resolve) => setImmediate(resolve));
    expect(steps).toEqual([]);
    store();
    expect(await Promise.all([first, second])).toEqual(['taken', 'taken']);
    expect(steps).toEqual(['worked', 'worked']);
  });

  it('finishes a delivery once its listener has ended', async () => {
    let end = () => {};
    const { take, kept, hand } = makeInbox(
      () =>
        new Promise((resolve) => {
          end = resolve;
        }),
    );
    const taking = take();
    await hand.settle();
    expect(kept.rows.get('1.2.a')?.isDone).toBe(false);
    end();
    await taking;
    expect(kept.rows.get('1.2.a')?.isDone).toBe(true);
  });

  it('acknowledges a delivery that was seen, and does nothing else', async () => {
    const { take, heard, acks } = makeInbox();
    await take();
    expect(await take()).toBe('taken');
    expect({ heard: heard.length, acks: acks.length }).toEqual({ heard: 1, acks: 2 });
  });

  it('gives up on a store that hangs, says so, and does not work on what is stored later', async () => {
    const { take, kept, hand, heard, acks, notRecorded } = makeInbox();
    let store = () => {};
    kept.state.gate = new Promise((resolve) => {
      store = resolve;
    });
    const taking = take();
    await hand.pass(1_800);
    expect(await taking).toBe('not-recorded');
    expect({ heard: heard.length, acks: acks.length, told: notRecorded.length }).toEqual({
      heard: 0,
      acks: 0,
      told: 1,
    });
    store();
    await hand.settle();
    expect(kept.rows.get('1.2.a')?.isDone).toBe(true);
    expect(heard).toHaveLength(0);
  });

  it('says so at once when the store fails', async () => {
    const { take, kept, notRecorded, acks } = makeInbox();
    kept.state.gate = Promise.reject(
      new Fault({ system: 'store', code: 'locked', says: '', correlationId: null, missingPermission: null }),
    );
    expect(await take()).toBe('not-recorded');
    expect({ told: notRecorded.length, acks: acks.length }).toEqual({ told: 1, acks: 0 });
  });

  it('acknowledges for a listener that fails, and for one that never does', async () => {
    const failing = makeInbox(async () => {
      throw new TypeError('a bug');
    });
    expect(await failing.take()).toBe('taken');
    expect(failing.acks).toHaveLength(1);
    expect(failing.events()).toContain('slack.delivery-failed');

    const slow = makeInbox(() => never);
    void slow.take();
    await slow.hand.pass(2_500);
    expect(slow.acks).toHaveLength(1);
  });

  it('refuses what has no sound shape', async () => {
    const { take, heard } = makeInbox();
    expect(await take(null)).toBe('malformed');
    expect(heard).toHaveLength(0);
  });

  it('answers what changes nothing without storing it', async () => {
    const { take, kept, heard } = makeInbox();
    await take({ type: 'block_suggestion', user: { id: 'U1' }, action_id: 'machine-search', value: 'w' });
    expect({ stored: kept.rows.size, heard: heard.length }).toEqual({ stored: 0, heard: 1 });
  });

  it('takes up what was left undone, with the moment of its arrival', async () => {
    const { inbox, kept, heard } = makeInbox();
    await kept.deliveries.record({ key: 'k', kind: 'command', body: JSON.stringify(command), receivedAt: 42 });
    await inbox.replay();
    expect(heard[0]?.customProperties).toEqual({ arrival: { delivery: 'k', arrivedAt: 42, isRecovered: true } });
    expect(kept.rows.get('k')?.isDone).toBe(true);
  });

  it('does not take up what it is working on', async () => {
    const { inbox, take, hand, heard } = makeInbox(() => never);
    void take();
    await hand.settle();
    await inbox.replay();
    expect(heard).toHaveLength(1);
  });

  it.each(['{', 'null', '{"type":"view_submission"}'])(
    'finishes a stored body that cannot be read: %s',
    async (body) => {
      const { inbox, kept, heard, events } = makeInbox();
      await kept.deliveries.record({ key: 'k', kind: 'command', body, receivedAt: 42 });
      await inbox.replay();
      expect(heard).toHaveLength(0);
      expect(kept.rows.get('k')?.isDone).toBe(true);
      expect(events()).toContain('slack.delivery-unreadable');
    },
  );

  it('waits for work under way when it drains, and takes nothing more', async () => {
    let end = () => {};
    const { inbox, take, hand, notRecorded } = makeInbox(
      () =>
        new Promise((resolve) => {
          end = resolve;
        }),
    );
    const first = take();
    await hand.settle();
    let isDrained = false;
    const draining = inbox.drain(5_000).then(() => {
      isDrained = true;
    });
    expect(await take({ ...command, trigger_id: '1.2.b' })).toBe('not-recorded');
    expect({ isDrained, told: notRecorded.length }).toEqual({ isDrained: false, told: 1 });
    end();
    await Promise.all([first, draining]);
    expect(isDrained).toBe(true);
  });

  it('waits, when it drains, for what is still being stored, and for the work that follows', async () => {
    const { inbox, take, kept, hand, acks } = makeInbox(async (event) => event.ack());
    let store = () => {};
    kept.state.gate = new Promise((resolve) => {
      store = resolve;
    });
    const taken = take();
    await hand.settle();
    let isDrained = false;
    const draining = inbox.drain(5_000).then(() => {
      isDrained = true;
    });
    await hand.settle();
    expect(isDrained).toBe(false);
    store();
    await Promise.all([taken, draining]);
    expect({ acks: acks.length, isDone: kept.rows.get('1.2.a')?.isDone }).toEqual({ acks: 1, isDone: true });
  });

  it('stops waiting when the time to drain is over, and leaves the delivery to be taken up', async () => {
    const { inbox, take, hand, kept } = makeInbox(() => never);
    void take();
    await hand.settle();
    const draining = inbox.drain(5_000);
    await hand.pass(5_000);
    await draining;
    expect(kept.rows.get('1.2.a')?.isDone).toBe(false);
  });
});
