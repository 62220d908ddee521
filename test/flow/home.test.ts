import { alice, bob, carol, faultWith, HOUR, MINUTE, SECOND } from '../domain/builders';
import { createHome } from '../../src/flow/home';
import type { ContainedAtHome } from '../../src/flow/home-contained';
import type { InsiderPage } from '../../src/flow/home-page';
import { Fault } from '../../src/domain/fault';
import { homeOf, lastOf, nothingContained, pages } from './home-in-world';
import { useWorld } from './world';

const here = useWorld();

const idsIn = ({ items }: InsiderPage['waiting']) => items.map(({ dossier }) => dossier.request.id);

describe('Home', () => {
  it('is drawn for whoever opens it, and for nobody else', async () => {
    const { world } = here;
    const home = homeOf(world);
    await world.clock.move(MINUTE);
    expect(world.homesShown).toEqual([]);
    await home.opened(bob.id, 'nothing');
    await world.clock.move(SECOND);
    expect(world.homesShown.map(({ personId }) => personId)).toEqual([bob.id]);
  });

  it('shows each person what they can approve and what they asked for, and follows it', async () => {
    const { world } = here;
    const home = homeOf(world);
    await home.opened(bob.id, 'nothing');
    await home.opened(alice.id, 'nothing');
    const requestId = await world.posted();
    await world.clock.move(5 * SECOND);
    expect(idsIn(lastOf(world, bob.id).waiting)).toEqual([requestId]);
    expect(lastOf(world, bob.id).waiting.items[0]?.card?.channel).toBeDefined();
    expect(idsIn(lastOf(world, alice.id).waiting)).toEqual([]);
    expect(idsIn(lastOf(world, alice.id).mine)).toEqual([requestId]);
    await world.review.approve(await world.clickBy(carol, requestId));
    await world.clock.move(5 * SECOND);
    expect(idsIn(lastOf(world, bob.id).waiting)).toEqual([]);
    expect(idsIn(lastOf(world, bob.id).running)).toEqual([requestId]);
  });

  it('is not published again where nothing in it has changed, however often something happens or it is opened', async () => {
    const { world } = here;
    const home = homeOf(world);
    await home.opened(bob.id, 'nothing');
    await world.clock.move(5 * SECOND);
    for (let times = 0; times < 5; times += 1) {
      await world.subscriptions.change(carol, times % 2 === 0 ? 'on' : 'off', {
        delivery: await world.deliver(),
        policyHash: 'p',
        now: world.clock.now(),
      });
      await home.opened(bob.id, 'something');
      await world.clock.move(3 * SECOND);
    }
    expect(pages(world, bob.id)).toHaveLength(1);
  });

  it('is drawn whatever it showed where Slack shows nothing there', async () => {
    const { world } = here;
    const home = homeOf(world);
    await home.opened(bob.id, 'nothing');
    await world.clock.move(5 * SECOND);
    await home.opened(bob.id, 'nothing');
    await world.clock.move(5 * SECOND);
    expect(pages(world, bob.id)).toHaveLength(2);
  });

  it('follows nothing any more a day after it was opened', async () => {
    const { world } = here;
    const home = homeOf(world);
    await home.opened(bob.id, 'nothing');
    await world.clock.move(5 * SECOND);
    await home.loop.stop();
    await world.clock.move(24 * HOUR);
    await world.posted();
    homeOf(world);
    await world.clock.move(5 * SECOND);
    expect(pages(world, bob.id)).toHaveLength(1);
  });

  it('draws changes that come close together once', async () => {
    const { world } = here;
    const home = homeOf(world);
    await home.opened(bob.id, 'nothing');
    await world.clock.settle();
    for (const machines of [['web-01']]) await world.posted({ machines });
    await world.review.withdraw(await world.clickBy(alice, 'REQ1'));
    await world.posted();
    await world.clock.move(5 * SECOND);
    expect(pages(world, bob.id)).toHaveLength(2);
    expect(idsIn(lastOf(world, bob.id).waiting)).toEqual(['REQ2']);
  });

  it('looks for what has changed at most every two seconds, and at once for whoever opens it', async () => {
    const { world } = here;
    const looks: number[] = [];
    const read = async () => {
      looks.push(world.clock.now());
      return nothingContained;
    };
    const home = homeOf(world, () => true, read);
    await home.opened(bob.id, 'nothing');
    await world.clock.settle();
    for (let times = 0; times < 40; times += 1) {
      const how = { delivery: await world.deliver(), policyHash: 'p', now: world.clock.now() };
      await world.subscriptions.change(carol, times % 2 === 0 ? 'on' : 'off', how);
      home.loop.wake();
      await world.clock.move(SECOND / 4);
    }
    expect(looks.length).toBeGreaterThan(3);
    expect(looks.slice(1).map((at, index) => at - (looks[index] ?? 0))).toEqual(looks.slice(1).map(() => 2 * SECOND));
    const before = looks.length;
    await world.clock.move(SECOND / 4);
    await home.opened(carol.id, 'nothing');
    await world.clock.settle();
    expect(looks).toHaveLength(before + 1);
    expect(pages(world, carol.id)).toHaveLength(1);
  });

  it('shows what Defender lists as soon as that is news, to everybody who has it open', async () => {
    const { world } = here;
    let list: ContainedAtHome['list'] = { kind: 'reading' };
    const home = homeOf(
      world,
      () => true,
      async () => ({ ...nothingContained, list }),
    );
    await home.opened(bob.id, 'nothing');
    await home.opened(carol.id, 'nothing');
    await world.clock.move(5 * SECOND);
    list = { kind: 'read', at: world.clock.now() };
    home.listChanged();
    await world.clock.move(2 * SECOND);
    for (const { id } of [bob, carol]) expect(lastOf(world, id).contained.list).toEqual(list);
  });

  it('has Defender’s list kept for as long as somebody has it open', async () => {
    const { world } = here;
    const keeping = () => {
      const kept: number[] = [];
      const contained = { keepUp: (openedAt: number) => kept.push(openedAt), read: async () => nothingContained };
      const home = createHome({ ...world, contained, tenure: { holds: () => true, term: () => 1 } });
      home.loop.wake();
      return { kept, home };
    };
    const { kept, home } = keeping();
    await world.clock.move(MINUTE);
    expect(kept).toEqual([]);
    const openedAt = world.clock.now();
    await home.opened(bob.id, 'nothing');
    await world.clock.move(MINUTE);
    expect(new Set(kept)).toEqual(new Set([openedAt]));
    await home.loop.stop();
    await world.clock.move(24 * HOUR);
    const next = keeping();
    await world.clock.move(MINUTE);
    expect(next.kept).toEqual([]);
  });

  it('is drawn by the one that has the work, and taken up by the next', async () => {
    const { world } = here;
    const idle = homeOf(world, () => false);
    await idle.opened(bob.id, 'nothing');
    await world.clock.move(MINUTE);
    expect(world.homesShown).toEqual([]);
    homeOf(world);
    await world.clock.move(SECOND);
    expect(world.homesShown).toHaveLength(1);
  });

  it('shows nothing of any request to whoever is no insider any more', async () => {
    const { world } = here;
    const home = homeOf(world);
    await world.posted();
    await home.opened(bob.id, 'nothing');
    await world.clock.move(5 * SECOND);
    expect(idsIn(lastOf(world, bob.id).waiting)).toHaveLength(1);
    world.setPolicy({ approvers: { usergroups: [], users: [carol.id] }, hash: 'another' });
    await world.clock.move(10 * MINUTE + 5 * SECOND);
    expect(pages(world, bob.id).at(-1)).toMatchObject({ kind: 'outsider', refusal: { code: 'not-for-you' } });
  });

  it('shows nothing where it cannot be established who somebody is, and tries again', async () => {
    const { world } = here;
    const home = homeOf(world);
    await world.posted();
    world.people.fault = new Fault(faultWith({ system: 'Slack', code: 'ratelimited' }));
    await home.opened(bob.id, 'nothing');
    await world.clock.move(SECOND);
    expect(pages(world, bob.id)).toMatchObject([{ kind: 'unknown', fault: { code: 'ratelimited' } }]);
    world.people.fault = null;
    await world.clock.move(31 * SECOND);
    expect(idsIn(lastOf(world, bob.id).waiting)).toHaveLength(1);
  });

  it.each([
    ['Slack’s answer was lost', { kind: 'unknown', says: 'timeout' }, 6 * SECOND],
    ['somebody else has published', { kind: 'conflict' }, 4 * SECOND],
    ['Slack asked for silence', { kind: 'limited', retryAt: 0 }, 3 * SECOND],
    ['Slack refused it', { kind: 'rejected', code: 'internal' }, 11 * MINUTE],
  ] as const)('is published again where %s', async (_, outcome, withinMs) => {
    const { world } = here;
    const home = homeOf(world);
    world.homeOutcomes.push(outcome.kind === 'limited' ? { ...outcome, retryAt: world.clock.now() + SECOND } : outcome);
    await home.opened(bob.id, 'nothing');
    await world.clock.settle();
    expect(world.homesShown).toEqual([]);
    await world.clock.move(withinMs);
    expect(world.homesShown).toHaveLength(1);
  });

  it('follows what happens for everybody who has it open, however many have and however much happens', async () => {
    const { world } = here;
    const home = homeOf(world);
    await home.opened(bob.id, 'nothing');
    for (let person = 0; person < 30; person += 1) {
      await world.clock.move(SECOND);
      await home.opened(`U${person}`, 'nothing');
    }
    await world.clock.move(2 * MINUTE);
    const requestId = await world.posted();
    for (let times = 0; times < 60; times += 1) {
      const how = { delivery: await world.deliver(), policyHash: 'p', now: world.clock.now() };
      await world.subscriptions.change(carol, times % 2 === 0 ? 'on' : 'off', how);
      await world.clock.move(SECOND);
    }
    await world.review.withdraw(await world.clickBy(alice, requestId));
    await world.clock.move(5 * SECOND);
    expect(pages(world, bob.id).map((page) => (page.kind === 'insider' ? idsIn(page.waiting) : null))).toEqual([
      [],
      [requestId],
      [],
    ]);
  });

  it('publishes at most eighty times a minute, whoever opens it', async () => {
    const { world } = here;
    const home = homeOf(world);
    for (let person = 0; person < 100; person += 1) await home.opened(`U${person}`, 'nothing');
    await world.clock.move(50 * SECOND);
    expect(world.homesShown).toHaveLength(80);
    await world.clock.move(20 * SECOND);
    expect(world.homesShown).toHaveLength(100);
  });
});
