import type { Draft } from '../../../src/flow/storage';
import type { OpenStore } from '../../../src/store/open-store';
import { MINUTE, machineNamed, T } from '../fixtures';
import type { Harness } from '../harness';

const draft: Draft = {
  id: 'draft',
  person: 'UALICE',
  channel: 'C0INCIDENT',
  verb: 'isolate',
  machine: 'web-01',
  parameter: null,
  comment: 'long words\n“ünï” 👍',
  candidates: [machineNamed('web-01')],
  responseUrl: 'https://hooks.slack.com/x',
};

/** Holds drafts, the machine cache and the call log to their promises. */
export const keeping = (fresh: () => Promise<Harness>): void => {
  let harness: Harness;
  let stored: OpenStore;
  beforeEach(async () => {
    harness = await fresh();
    stored = await harness.open();
  });
  afterEach(() => harness.dispose());

  const cache = (...names: readonly string[]) =>
    stored.machines.replace(
      names.map((name, index) => ({ ...machineNamed(name), id: index.toString(16).padStart(40, '0') })),
      ++harness.now,
    );
  const search = async (typed: string, limit = 10) =>
    (await stored.machines.search(typed, limit)).map((machine) => machine.name);

  test('a draft is found as it was kept, and as it was kept last', async () => {
    await stored.drafts.keep(draft, T);
    expect(await stored.drafts.find('draft')).toEqual(draft);
    await stored.drafts.keep({ ...draft, comment: 'other words' }, T + 1);
    expect((await stored.drafts.find('draft'))?.comment).toBe('other words');
    expect(await stored.drafts.find('none')).toBeNull();
  });

  test('an old draft is swept, and loses its response URL before that', async () => {
    await stored.drafts.keep(draft, T);
    await stored.drafts.sweep(T);
    await stored.deliveries.eraseBodies(T + 1);
    expect(await stored.drafts.find('draft')).toEqual({ ...draft, responseUrl: null });
    await stored.drafts.sweep(T + 1);
    expect(await stored.drafts.find('draft')).toBeNull();
  });

  test('machines are found by the beginning of their name first, then by any part of it', async () => {
    await cache('my-web.contoso.com', 'WEB-02.contoso.com', 'web-01.contoso.com', 'db-01.contoso.com');
    expect(await search('web')).toEqual(['web-01.contoso.com', 'WEB-02.contoso.com', 'my-web.contoso.com']);
    expect(await search('WEB-0', 1)).toEqual(['web-01.contoso.com']);
    expect(await search('web-01.con')).toEqual(['web-01.contoso.com']);
    expect(await search('')).toHaveLength(4);
    expect((await stored.machines.search('db-01', 1))[0]).toEqual({
      ...machineNamed('db-01.contoso.com'),
      id: '3'.padStart(40, '0'),
    });
  });

  test.each(['%', '_', '\\', "'", '%%web'])('what is typed is no pattern: %s', async (typed) => {
    await cache('web-01', `odd${typed}name`);
    expect(await search(typed)).toEqual([`odd${typed}name`]);
  });

  test('replacing forgets machines that are gone, and takes thousands', async () => {
    await cache('old-one', 'old-two');
    await cache(...Array.from({ length: 3000 }, (_, index) => `pc-${index}`));
    expect(await search('old')).toEqual([]);
    expect(await search('pc-2999')).toEqual(['pc-2999']);
    await cache();
    expect(await search('')).toEqual([]);
  });

  test.each([
    ['wbe-01', ['web-01.contoso.com', 'web-02.contoso.com']],
    ['web-0', ['web-01.contoso.com', 'web-02.contoso.com']],
    ['eb-02', ['web-02.contoso.com']],
    ['mailserver', ['mail-server.contoso.com']],
    ['mail', ['mail-server.contoso.com']],
    ['printer', []],
  ])('near to %s are %j', async (typed, near) => {
    await cache('web-01.contoso.com', 'web-02.contoso.com', 'mail-server.contoso.com', 'db-77.contoso.com');
    expect(await stored.machines.near(typed, 10)).toEqual(near);
  });

  test('calls that count against the budget are known after a restart', async () => {
    await stored.calls.began('old', T - 60 * MINUTE);
    await stored.calls.answered('old', T - 59 * MINUTE);
    await stored.calls.began('long', T - 50 * MINUTE);
    await stored.calls.answered('long', T - 1);
    await stored.calls.began('lost', T - 40 * MINUTE);
    await stored.calls.began('new', T);
    await stored.close();
    stored = await harness.open('next');
    expect(await stored.calls.since(T - MINUTE)).toEqual([
      { id: 'long', beganAt: T - 50 * MINUTE, answeredAt: T - 1 },
      { id: 'lost', beganAt: T - 40 * MINUTE, answeredAt: null },
      { id: 'new', beganAt: T, answeredAt: null },
    ]);
    await stored.calls.forget(T - 1);
    expect((await stored.calls.since(0)).map((call) => call.id)).toEqual(['long', 'lost', 'new']);
  });

  test('the longest silence that Defender asked for is remembered', async () => {
    expect(await stored.calls.pausedUntil()).toBeNull();
    await stored.calls.pause(T + 30_000);
    await stored.calls.pause(T + 10_000);
    expect(await stored.calls.pausedUntil()).toBe(T + 30_000);
    await stored.calls.pause(T + 40_000);
    expect(await stored.calls.pausedUntil()).toBe(T + 40_000);
  });
};
