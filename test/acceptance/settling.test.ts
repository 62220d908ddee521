import type { Message } from '../../simulator/slack/workspace/messages';
import { buttonsOf, createScenes, type Scene, startRoomyWorld } from './scenes';
import { POLICY, type World } from './world';

const RULES = `${POLICY}rules:
  - name: Now or never
    when: { machine: { tags: [now] } }
    send_within: 2s
`;

describe('a request of which Twokey cannot find out what became', () => {
  let world: World;
  let scene: ReturnType<typeof createScenes>;
  beforeAll(async () => {
    world = await startRoomyWorld('http', { policy: RULES });
    await world.start();
    scene = createScenes(world);
  });
  afterAll(() => world.stop());
  beforeEach(() => {
    world.defender.behaviour.newActions = 'hidden';
    world.defender.progress = 'manual';
  });
  afterEach(() => {
    expect(world.slack.violations).toEqual([]);
    expect(world.defender.violations).toEqual([]);
    expect(world.bot().lines.filter(({ level }) => level === 'error')).toEqual([]);
    world.slack.reloadClients();
  });

  interface Unsettled extends Scene {
    readonly card: Message;
    readonly id: string;
  }

  /** Defender carries the POST out, its answer is lost, and no list shows what it made. */
  const unsettled = async (): Promise<Unsettled> => {
    const here = scene({ machineTags: ['now'] });
    const card = await here.ask('restrict');
    world.defender.fault({ method: 'POST', path: new RegExp(here.machineId), kind: 'reset-after' });
    await world.ida.click(card, 'Approve');
    await world.told(card, 'Not known whether it reached Defender');
    const id = /Request ([0-9A-Z]{4,})/.exec(world.slack.plainText(world.slack.current(card)))?.[1] ?? 'none';
    return { ...here, card, id };
  };
  const actionOn = (machineId: string) =>
    world.defender.actions().find((action) => action.machineId === machineId)?.id ?? 'none';

  test('is told with the portal link and how to settle it, and an approver settles it as not happened', async () => {
    const { card, id, type, whispered, machine, machineId } = await unsettled();
    const link = `https://security.microsoft.com/machines/${machineId}`;
    const note = await world.told(card, 'Not known whether it reached Defender');
    expect(note).toContain(link);
    expect(note).toContain(
      `Then an approver can say what became of it: /defender settle ${id} happened COMMENT, did-not-happen in place of the word, or the Machine Action's id.`,
    );
    await world.shows(card, `Look in the Defender portal, then settle it with /defender settle ${id}.`);
    await type('status', world.tom);
    await whispered(world.tom, 'Nobody knows what became of these', `/defender settle ${id}`, `(${link})`);
    await type(`settle ${id.toLowerCase()} did-not-happen looked in the Action center`, world.tom);
    await whispered(world.tom, `On record. The card of request ${id}`);
    await world.told(
      card,
      `Settled by Tom Berg: it did not happen on ${machine}.contoso.example. “looked in the Action center”`,
      `If it is still needed, ask again with /defender restrict ${machine}.contoso.example.`,
    );
    await world.shows(card, 'Settled by Tom Berg: it did not happen.');
    await type(`history ${id}`, world.tom);
    await whispered(world.tom, 'Tom Berg', '“looked in the Action center”');
    await type(`settle ${id} happened so I think`, world.ida);
    await whispered(world.ida, `Too late: Tom Berg has settled request ${id}.`);
  }, 60_000);

  test('is settled only by somebody who could approve it, with a comment, and in one of the three ways', async () => {
    const { card, id, type, whispered } = await unsettled();
    await type(`settle ${id} happened I saw it`, world.rosa);
    await whispered(world.rosa, 'You asked for this yourself; somebody else has to say what became of it.');
    await type(`settle ${id} happened I saw it`, world.max);
    await whispered(world.max, 'The policy does not let you decide on this request.');
    await type(`settle ${id} happened`, world.ida);
    await whispered(world.ida, 'The comment is empty, or holds nothing that can be seen.');
    await type(`settle ${id} perhaps it did`, world.ida);
    await whispered(world.ida, '“perhaps” does not say what became of it.', 'You typed:', 'it did');
    await type('settle 0000 happened I saw it', world.ida);
    await whispered(world.ida, 'There is no request “0000”.');
    await type(`settle ${id}`, world.ida);
    await whispered(world.ida, '/defender settle REQUEST happened|did-not-happen|MACHINE-ACTION-ID COMMENT');
    expect(await world.shows(card, 'Not known:')).not.toContain('Settled');
    const both = [world.ida, world.tom].map((person) => type(`settle ${id} happened saw it in the portal`, person));
    await Promise.all(both);
    await world.shows(card, ': it happened.');
    await world.slack.until(() =>
      [world.ida, world.tom].some((person) =>
        world.slack
          .ephemerals({ user: person.id, channel: card.channel })
          .some((message) => world.slack.plainText(message).includes('Too late: ')),
      ),
    );
    await world.told(card, 'Settled by');
    const thread = world.slack.channel(card.channel).thread(card.ts).map(world.slack.plainText).join('\n');
    expect(thread.match(/Settled by/g)).toHaveLength(1);
  }, 60_000);

  test('is followed to its end once somebody names the Machine Action, if that can be the one', async () => {
    const { card, id, type, whispered, machineId } = await unsettled();
    const elsewhere = scene();
    const { defender } = world;
    const wrongMachine = defender.portalAction({ machineId: elsewhere.machineId, type: 'RestrictCodeExecution' });
    const wrongType = defender.portalAction({ machineId, type: 'RunAntiVirusScan', scope: 'Quick' });
    const right = defender.portalAction({ machineId, type: 'RestrictCodeExecution' });
    for (const { id: hidden } of [wrongMachine, wrongType, right]) defender.reveal(hidden);
    await type(`settle ${id} ${wrongMachine.id} found it`, world.ida);
    await whispered(world.ida, `Machine Action ${wrongMachine.id} cannot be`, 'it is not on this machine');
    await type(`settle ${id} ${wrongType.id} found it`, world.ida);
    await whispered(world.ida, 'it is “Run antivirus scan” and not “Restrict app execution”');
    const unknown = '3fa85f64-5717-4562-b3fc-2c963f66afa6';
    await type(`settle ${id} ${unknown} found it`, world.ida);
    await whispered(world.ida, `Defender knows no Machine Action ${unknown}.`);
    await type(`settle ${id} ${right.id} found it in the Action center`, world.ida);
    await world.told(card, `Found by Ida Holm: Machine Action ${right.id}`, 'Pending. “found it in the Action center”');
    await world.shows(card, 'Running: Pending');
    defender.finish(right.id, 'Succeeded');
    await world.shows(card, 'Succeeded');
    await world.told(card, right.id, 'Succeeded');
  }, 60_000);

  test('and that is settled as happened can be undone by a button, and counts as contained', async () => {
    const { card, id, type, whispered, machine, nextCard } = await unsettled();
    await type(`settle ${id} happened the portal shows it`, world.ida);
    await world.shows(card, 'Settled by Ida Holm: it happened.');
    await world.slack.until(() => buttonsOf(world, card).join() === 'Remove app restriction…');
    await type('contained', world.tom);
    await whispered(world.tom, machine);
    await world.tom.click(card, 'Remove app restriction…');
    await world.tom.submit(await world.tom.nextView(), { Comment: 'clean by now' });
    const asked = await nextCard();
    await world.shows(asked, 'Remove app restriction', 'clean by now', 'Requestor: Tom Berg');
  }, 60_000);

  test('and that shows after somebody had settled it is told with what they said, and followed', async () => {
    const { card, id, type, machineId } = await unsettled();
    await type(`settle ${id} did-not-happen nothing there`, world.ida);
    await world.shows(card, 'Settled by Ida Holm: it did not happen.');
    const made = actionOn(machineId);
    world.defender.reveal(made);
    await world.told(
      card,
      `Found after all: Defender shows Machine Action ${made}`,
      `Ida Holm had settled that it did not happen. Twokey follows it; to stop it, type /defender cancel ${id}.`,
    );
    await world.shows(card, 'Running: Pending');
    world.defender.finish(made, 'Succeeded');
    await world.shows(card, 'Succeeded');
  }, 60_000);

  test('and that shows while a newer request for the same action is open is told, and left to that one', async () => {
    const { card, id, type, machine, machineId, nextCard } = await unsettled();
    await type(`settle ${id} did-not-happen nothing there`, world.ida);
    await world.shows(card, 'Settled by Ida Holm: it did not happen.');
    await type(`restrict ${machine} seen beaconing still`);
    const again = await nextCard();
    world.defender.reveal(actionOn(machineId));
    await world.told(card, 'Found after all:', 'is about the same action on this machine.');
    await world.shows(card, 'Settled by Ida Holm: it did not happen.');
    await world.ida.click(again, 'Approve');
    await world.told(again, 'Already running');
  }, 60_000);
});
