import { randomUUID } from 'node:crypto';
import type { Delivery } from '../../simulator/slack/delivery/outcome';
import { chanceOf } from '../../torture/chance';
import { gatherSamples } from './harmless-samples';
import { hostileFrameOf, renewed } from './hostile-bodies';
import { hostileValues, mutate } from './mutate';
import { createScenes, startRoomyWorld } from './scenes';
import type { World } from './world';

const ROUNDS = Math.ceil(Number(process.env['FUZZ_ROUNDS'] ?? 3_000) / 6);
const SEED = Number(process.env['FUZZ_SEED'] ?? 1);
const AT_ONCE = 20;

describe(`${ROUNDS} hostile envelopes and as many frames of junk over Socket Mode, seed ${SEED}`, () => {
  let world: World;
  let scene: ReturnType<typeof createScenes>;
  beforeAll(async () => {
    world = await startRoomyWorld('socket');
    await world.start();
    scene = createScenes(world);
  });
  afterAll(() => world.stop());

  test('end no process and no connection and bring about nothing; Twokey works on', async () => {
    const { slack, ida } = world;
    const { pid } = world.bot();
    const samples = await gatherSamples(world, scene);
    const letters = slack.deliveries.map((delivery) => delivery.letter);
    const hostile = hostileValues(['http://127.0.0.1:9/trap']);
    const chance = chanceOf(SEED);
    const bad: string[] = [];
    let acknowledged = 0;
    let done = 0;

    const work = async (): Promise<void> => {
      while (done < ROUNDS) {
        const round = done++;
        const { as, body } = chance.pick(samples);
        const letter = letters.find(({ parcel }) => asOf[parcel.kind] === as);
        if (letter === undefined) throw new Error(`nothing of kind ${as} was sent`);
        const payload = mutate(renewed(body, chance), chance, hostile);
        slack.sendFrame(hostileFrameOf(payload, chance));
        const delivery: Delivery = { status: 200, body: '', ms: 0, at: 0, letter };
        const parcel = { kind: letter.parcel.kind, payload };
        const outcome = await slack.redeliver({ ...delivery, letter: { ...letter, envelopeId: randomUUID(), parcel } });
        if (outcome.status === 200) acknowledged += 1;
        // A frame that would end the library is dropped unread, and so is not acknowledged.
        else if (as !== 'event')
          bad.push(`FUZZ_SEED=${SEED} round ${round}: a ${as} was answered with ${outcome.status}`);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));

    expect(bad).toEqual([]);
    expect(acknowledged).toBeGreaterThan(ROUNDS * 0.8);
    await slack.until(() => slack.openSockets() === 2, { timeoutMs: 20_000 });
    const { ask, sent } = scene();
    const card = await ask('restrict', 'all is well');
    await ida.click(card, 'Approve');
    await world.shows(card, 'Succeeded');
    expect(sent()).toHaveLength(1);
    expect(world.sent()).toHaveLength(1);
    expect(world.bot().pid).toBe(pid);
    expect(world.bot().lines.filter(({ level }) => level === 'error' || level === 'fatal')).toEqual([]);
  }, 300_000);
});

const asOf = { slash_commands: 'command', interactive: 'payload', events_api: 'event' } as const;
