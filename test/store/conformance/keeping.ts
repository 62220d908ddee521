import type { Draft } from '../../../src/flow/storage';
import type { OpenStore } from '../../../src/store/open-store';
import { machineNamed, T } from '../fixtures';
import type { Harness } from '../harness';

const draft: Draft = {
  id: 'draft',
  person: 'UALICE',
  channel: 'C0INCIDENT',
  thread: '1764550000.000100',
  verb: 'isolate',
  machine: 'web-01',
  parameter: null,
  forMs: 4 * 3_600_000,
  comment: 'long words\n“ünï” 👍',
  candidates: [machineNamed('web-01')],
  responseUrl: 'https://hooks.slack.com/x',
};

/** Holds drafts and the machine cache to their promises. */
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

  test('a draft keeps what a shortcut began with', async () => {
    const addresses = [
      { address: '10.1.2.3', machine: 'web-01' },
      { address: '::1', machine: null },
    ];
    const shortcut = { from: 'message', hashes: ['da39a3ee'], addresses } as const;
    await stored.drafts.keep({ ...draft, channel: '', verb: '', shortcut }, T);
    expect(await stored.drafts.find('draft')).toEqual({ ...draft, channel: '', verb: '', shortcut });
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

  test('machines are known by name, short name and id whatever the case, and by their last address', async () => {
    const web = { ...machineNamed('WEB-01.contoso.com'), id: 'A'.repeat(40), lastIp: '10.1.2.3' };
    const twin = { ...machineNamed('web-01.other.com'), id: 'b'.repeat(40), lastIp: 'FE80::1' };
    const far = { ...machineNamed('db-01.contoso.com'), id: 'c'.repeat(40), lastIp: null };
    await stored.machines.replace([web, twin, far], ++harness.now);
    const known = (names: readonly string[], addresses: readonly string[] = [], limit = 10) =>
      stored.machines.known({ names, addresses }, limit);
    expect(await known(['web-01'])).toEqual([web, twin]);
    expect(await known(['web-01'], [], 1)).toEqual([web]);
    expect(await known(['Web-01.Contoso.com', 'nothing'])).toEqual([web]);
    expect(await known(['B'.repeat(40)])).toEqual([twin]);
    expect(await known([], ['fe80::1', '10.1.2.3'])).toEqual([web, twin]);
    expect(await known(['web', '10.1.2.3', '%', ''], ['10.1.2'])).toEqual([]);
    expect(await known([])).toEqual([]);
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
};
