import type { Message } from '../../simulator/slack/workspace/messages';
import { fieldsOf, titleOf } from './form-fields';
import { buttonsOf, createScenes, type Scene, startRoomyWorld } from './scenes';
import type { Transport, World } from './world';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

describe.each<Transport>(['http', 'socket'])('containment for a time over %s', (transport) => {
  let world: World;
  let scene: ReturnType<typeof createScenes>;
  beforeAll(async () => {
    world = await startRoomyWorld(transport, { defender: { behaviour: { progress: 'manual' } } });
    await world.start();
    scene = createScenes(world);
  });
  afterAll(() => world.stop());
  afterEach(() => {
    expect(world.slack.violations).toEqual([]);
    expect(world.bot().lines.filter(({ level }) => level === 'error')).toEqual([]);
    world.slack.reloadClients();
  });

  const running = async (here: Scene, verb: string, words: string): Promise<Message> => {
    const card = await here.ask(verb, words);
    await world.ida.click(card, 'Approve');
    await world.shows(card, 'Running: Pending');
    return card;
  };
  const actionOf = (here: Scene) => {
    const action = world.defender.actions().find(({ machineId }) => machineId === here.machineId);
    if (action === undefined) throw new Error('there is no Machine Action');
    return action;
  };
  /** Defender reports a success of so long ago, as to a Twokey that was away meanwhile: days need not pass for real. */
  const succeeded = (here: Scene, agoMs: number) =>
    world.defender.change(actionOf(here).id, {
      status: 'Succeeded',
      lastUpdateDateTimeUtc: new Date(Date.now() - agoMs).toISOString(),
    });
  const thread = (card: Message) => world.slack.channel(card.channel).thread(card.ts);
  const reminders = (card: Message, words: string) =>
    thread(card).filter((message) => world.slack.plainText(message).includes(words));
  const reminder = (card: Message, words: string): Promise<Message> =>
    world.slack.until(() => reminders(card, words)[0], { timeoutMs: 30_000, what: words });

  test('the card says for how long, and when that is over the thread is reminded and offers the release', async () => {
    const { ida, rosa, slack } = world;
    const here = scene();
    const card = await running(here, 'isolate', 'selective for 4h beaconing');
    expect(slack.plainText(slack.current(card))).toContain(
      'How long: for 4 hours, counted from when Defender reports that it is done. Then Twokey reminds this thread; it never releases by itself.',
    );
    expect(slack.plainText(slack.current(card))).toContain('Isolation: selective');
    succeeded(here, 4 * HOUR);
    const note = await reminder(card, 'the time is over');
    const said = slack.plainText(note);
    expect(said).toContain(`It was asked for 4 hours on ${here.machine}.contoso.example.`);
    expect(said).toContain(
      "Neither Twokey's log nor Defender's list of Machine Actions shows that it was undone since.",
    );
    expect(slack.mentions(note)).toEqual(['U0ROSA']);
    expect(buttonsOf(world, note)).toEqual(['Release from isolation…']);
    expect(here.sent()).toEqual([
      {
        path: `/api/machines/${here.machineId}/isolate`,
        body: { Comment: expect.stringMatching(/^\[twokey [0-9A-Z]{8}\/1\] beaconing\n/), IsolationType: 'Selective' },
      },
    ]);

    const copy = slack.forward(note, here.channel);
    await here.nextCard();
    await ida.click(copy, 'Release from isolation…');
    await here.whispered(ida, 'This is not the card of the request, only a copy');
    expect(ida.openView()).toBeUndefined();

    await rosa.click(note, 'Release from isolation…');
    await rosa.submit(await rosa.nextView(), { Comment: 'four hours are enough' });
    const release = await here.nextCard();
    await world.shows(release, 'Release from isolation', 'four hours are enough', '0 of 1 given');
    expect(here.sent()).toHaveLength(1);
    await ida.click(release, 'Approve');
    await world.shows(release, 'Running: Pending');
    expect(here.sent().map(({ path }) => path)).toEqual([
      `/api/machines/${here.machineId}/isolate`,
      `/api/machines/${here.machineId}/unisolate`,
    ]);
    expect(reminders(card, 'the time is over')).toHaveLength(1);
  });

  test('what was over while Twokey was down is reminded of when it is back, once', async () => {
    const here = scene();
    const card = await running(here, 'restrict', 'for 3d beaconing');
    await world.bot().end('SIGKILL');
    succeeded(here, 3 * DAY);
    await world.start();
    await reminder(card, 'Restrict app execution: the time is over.');
    await world.bot().end('SIGKILL');
    await world.start();
    const after = scene();
    await running(after, 'restrict', 'for 5m beaconing');
    succeeded(after, HOUR);
    await world.bot().logged('request.containment-reminded');
    expect(reminders(card, 'the time is over')).toHaveLength(1);
  });

  test('what somebody released in the portal is reminded of by nobody', async () => {
    const { defender, rosa } = world;
    const here = scene();
    const card = await running(here, 'isolate', 'for 4h beaconing');
    defender.portalAction({ machineId: here.machineId, type: 'Unisolate', status: 'Succeeded' });
    succeeded(here, 5 * HOUR);
    await world.shows(card, 'Succeeded');
    await world.slack.until(() =>
      world.bot().lines.some(({ event, kind }) => event === 'request.containment-reminded' && kind === 'not-reminded'),
    );
    expect(reminders(card, 'the time is over')).toEqual([]);
    const id = /Request ([0-9A-Z]{8})/.exec(world.slack.plainText(world.slack.current(card)))?.[1];
    await here.type(`history ${id}`);
    await here.whispered(rosa, 'reminded nobody of', 'it was undone since, by Machine Action');
  });

  test('where Defender cannot be asked, the reminder comes and says so', async () => {
    const here = scene();
    const card = await running(here, 'isolate', 'for 4h beaconing');
    // Over a few seconds after Twokey has seen the success, so that Defender can go away in between.
    succeeded(here, 4 * HOUR - 12_000);
    await world.shows(card, 'Succeeded');
    const away = world.defender.fault({ path: /machineactions$/i, kind: 'custom', status: 503, times: 1_000 });
    const note = await reminder(card, 'the time is over');
    expect(world.slack.plainText(note)).toContain('Twokey could not ask Defender just now whether it was undone since');
    away.clear();
  }, 60_000);

  test('a day before Defender lifts an isolation by itself, the thread is reminded, with what to do', async () => {
    const here = scene();
    const card = await running(here, 'isolate', 'beaconing');
    succeeded(here, 6 * DAY);
    const note = await reminder(card, 'Defender lifts it by itself');
    expect(world.slack.plainText(note)).toContain('Where it stands now shows in the Defender portal');
    expect(buttonsOf(world, note)).toEqual(['Isolate again…']);
    await world.rosa.click(note, 'Isolate again…');
    const view = await world.rosa.nextView();
    expect(titleOf(view)).toBe('Isolate');
    expect(JSON.stringify(fieldsOf(view))).toContain(`"value":"${here.machineId}"`);
  });

  test('a time that is out of range is refused before anybody is bothered', async () => {
    const here = scene();
    await here.type(`isolate ${here.machine} for 8d beaconing`);
    await here.whispered(world.rosa, 'A time of 8 days cannot be asked for', 'at most 7 days, when Defender lifts it');
    expect(world.slack.channel(here.channel).messages()).toEqual([]);
  });

  test('the form keeps the time that was typed, and another can be chosen', async () => {
    const here = scene();
    await here.type(`isolate ${here.machine} for 90m`);
    const view = await world.rosa.nextView();
    expect(fieldsOf(view)['wanted-for']).toMatchObject({
      initial_option: { text: { type: 'plain_text', text: '90 minutes', emoji: false }, value: '90m' },
    });
    await world.rosa.submit(view, { Comment: 'beaconing', 'For how long': '8 hours' });
    await world.shows(await here.nextCard(), 'for 8 hours, counted from when Defender reports that it is done');
  });
});
