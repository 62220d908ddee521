import { join } from 'node:path';
import type { Message } from '../../simulator/slack/workspace/messages';
import type { Person } from '../../simulator/slack/people/person';
import { recordIn } from '../record';
import { homeShows as shows, homeText, homeView } from './home-of';
import { buttonsOf, createScenes, roomySeed, startRoomyWorld } from './scenes';
import type { Transport, World } from './world';

describe.each<Transport>(['http', 'socket'])('Home over %s', (transport) => {
  let world: World;
  let scene: ReturnType<typeof createScenes>;
  beforeAll(async () => {
    world = await startRoomyWorld(transport, {
      slack: { seed: roomySeed, rateLimits: 'off', events: ['app_home_opened'] },
    });
    await world.start();
    scene = createScenes(world);
  });
  afterAll(() => world.stop());
  const left: Message[] = [];
  /** A card that is withdrawn when its test is over, so that no other test sees it in Home. */
  const asked = async (here: ReturnType<typeof scene>, verb: string, words?: string): Promise<Message> => {
    const card = await here.ask(verb, words);
    left.push(card);
    return card;
  };
  afterEach(async () => {
    for (const card of left.splice(0)) {
      if (buttonsOf(world, card).includes('Withdraw')) await world.rosa.click(card, 'Withdraw');
    }
    world.defender.progress = [{ afterMs: 50, status: 'Succeeded' }];
    expect(world.slack.violations).toEqual([]);
    expect(world.defender.violations).toEqual([]);
    expect(world.bot().lines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  const textOf = (person: Person): string => homeText(world, person);
  const viewOf = (person: Person) => homeView(world, person);
  const homeShows = (person: Person, ...words: readonly string[]) => shows(world, person, ...words);
  const homeLoses = (person: Person, word: string) =>
    world.slack.until(() => textOf(person) !== '' && !textOf(person).includes(word), {
      timeoutMs: 15_000,
      what: `a Home of ${person.id} without ${word}`,
    });
  const directText = ({ id }: Person) =>
    world.slack
      .channel(`D${id.slice(1)}`)
      .messages()
      .map(world.slack.plainText)
      .join('\n');
  const toldDirectly = (person: Person, ...words: readonly string[]) =>
    world.slack.until(() => words.every((word) => directText(person).includes(word)), {
      timeoutMs: 15_000,
      what: `direct words with ${JSON.stringify(words)}`,
    });
  const recorded = (kind: string) =>
    recordIn(join(world.folder, 'data/twokey.db')).filter((entry) => entry.kind === kind);

  test('shows an approver what waits, takes the approval there, and follows it live', async () => {
    const { ida, rosa, slack } = world;
    world.defender.progress = 'manual';
    ida.openHome();
    rosa.openHome();
    await homeShows(ida, 'Nothing waits for you', 'You may approve what others ask for');
    await homeShows(rosa, 'You have nothing open', 'You may ask for actions in any channel that Twokey is in');
    const here = scene();
    const { machine, channel, sent } = here;
    const card = await asked(here, 'restrict', 'beaconing to a known C2');
    await homeShows(
      ida,
      'Waiting for your approval (',
      `Restrict app execution: ${machine}.contoso.example`,
      'Waiting for approval: 0 of 1 given',
      `by Rosa Diaz in #${channel.toLowerCase().replace('c0', '')}`,
      'beaconing to a known C2',
    );
    await homeShows(rosa, 'Yours (', machine);
    expect(slack.plainText(viewOf(rosa))).not.toContain('Approve');
    await ida.click(viewOf(ida), 'Approve', { beside: machine });
    await world.told(card, 'Approved by Ida Holm');
    await world.shows(card, 'Running: Pending');
    await homeShows(ida, 'Nothing waits for you', 'Approved, of others (', 'Running: Pending');
    await homeShows(rosa, 'Yours (', 'Running: Pending');
    const [action] = world.defender.actions().slice(-1);
    world.defender.finish(action?.id ?? '', 'Succeeded');
    await homeLoses(ida, 'Running: Pending');
    await homeShows(ida, `${machine}.contoso.example: Restricted to programs signed by Microsoft`);
    await homeShows(rosa, 'You have nothing open');
    expect(sent()).toHaveLength(1);
    expect(recorded('approved').at(-1)).toMatchObject({
      happening: { kind: 'approved', given: 1, needed: 1 },
    });
  });

  test('takes a denial there with its reason, and publishes nothing where nothing would look different', async () => {
    const { ida, slack } = world;
    ida.openHome();
    const here = scene();
    const { machine } = here;
    const card = await asked(here, 'isolate');
    await homeShows(ida, machine);
    await ida.click(viewOf(ida), 'Deny', { beside: machine });
    const form = await ida.nextView();
    expect(slack.plainText(form)).toContain(`${machine}.contoso.example`);
    await ida.submit(form, { Reason: 'a planned test' });
    await world.told(card, 'Denied by Ida Holm: “a planned test”');
    await homeLoses(ida, machine);
    const before = viewOf(ida).hash;
    await world.tom.command('C0INCIDENT', '/defender unsubscribe');
    ida.openHome();
    await world.tom.openHome();
    await homeShows(world.tom, 'What you can do here');
    expect(viewOf(ida).hash).toBe(before);
  });

  test('tells the person directly why a click there is refused', async () => {
    const { ida, tom, slack } = world;
    ida.openHome();
    const here = scene();
    const { machine, sent } = here;
    const card = await asked(here, 'restrict');
    await homeShows(ida, machine);
    const seen = viewOf(ida);
    await tom.click(card, 'Deny');
    await tom.submit(await tom.nextView(), { Reason: 'not ours' });
    await world.told(card, 'Denied by Tom Berg');
    await ida.click(seen, 'Approve', { beside: machine, as: 'given' });
    await toldDirectly(ida, 'Too late: this request was denied by Tom Berg.');
    await ida.click(seen, 'Deny', { beside: machine, as: 'given' });
    expect(sent()).toEqual([]);
    expect(slack.channel(card.channel).thread(card.ts).map(slack.plainText).join()).not.toContain('Approved');
  });

  test('shows outsiders and guests nothing of any request', async () => {
    const { slack } = world;
    const here = scene();
    const { machine } = here;
    await asked(here, 'restrict');
    const gus = slack.as('U0GUEST');
    gus.openHome();
    await homeShows(gus, 'guest');
    expect(textOf(gus)).not.toContain(machine);
    expect(JSON.stringify(viewOf(gus).content)).not.toMatch(/approve|Request|external_select/i);
  });

  const forgeries: readonly (readonly [string, (own: string, other: string) => object])[] = [
    [
      'with the token of somebody else',
      (own, other) => ({ value: [...own.split(' ').slice(0, 2), other.split(' ')[2]].join(' ') }),
    ],
    ['with another binding', (own) => ({ value: own.replace(/ \S+ /, ' 0000 ') })],
    ['with the words of no button', () => ({ value: 'approve it all' })],
    ['without a value', () => ({ value: undefined })],
  ];

  test.each(forgeries)('takes no click %s, and puts it on record', async (_, tamper) => {
    const { ida, tom } = world;
    ida.openHome();
    tom.openHome();
    const here = scene();
    const { machine, sent } = here;
    const card = await asked(here, 'restrict');
    await homeShows(ida, machine);
    await homeShows(tom, machine);
    const valueIn = (person: Person) =>
      /"action_id":"home-approve"[^}]*?/.test(JSON.stringify(viewOf(person).content.blocks))
        ? String(
            (viewOf(person).content.blocks as { elements?: { action_id?: string; value?: string }[] }[])
              .flatMap(({ elements = [] }) => elements)
              .findLast(({ action_id }) => action_id === 'home-approve')?.value,
          )
        : '';
    const before = recorded('refused').length;
    await ida.click(viewOf(ida), 'Approve', { beside: machine, tamper: tamper(valueIn(ida), valueIn(tom)) as never });
    await world.slack.until(() => recorded('refused').length > before, { timeoutMs: 15_000 });
    expect(recorded('refused').at(-1)).toMatchObject({
      happening: { attempted: 'approved', code: 'card-changed' },
    });
    await toldDirectly(ida, 'nothing was done');
    await world.shows(card, 'Waiting for approval: 0 of 1 given');
    expect(sent()).toEqual([]);
    await ida.click(card, 'Deny');
    await ida.submit(await ida.nextView(), { Reason: 'a forgery was tried' });
    await world.told(card, 'Denied by Ida Holm');
  });

  test('takes no click of Home’s that was made in a message or a form', async () => {
    const { ida } = world;
    ida.openHome();
    const here = scene();
    const { machine, sent } = here;
    const card = await asked(here, 'restrict');
    await homeShows(ida, machine);
    for (const elsewhere of [
      { view: { ...viewOf(ida).content, id: 'V0OTHER', type: 'home', app_id: 'A0TWOKEY' } },
      { view: { id: viewOf(ida).id, type: 'modal', app_id: 'A0TWOKEY' } },
      { view: { id: viewOf(ida).id, type: 'home', app_id: 'A0OTHER' } },
      { container: { type: 'message', message_ts: card.ts, channel_id: card.channel }, view: undefined },
    ]) {
      const before = recorded('refused').length;
      await ida.click(viewOf(ida), 'Approve', {
        beside: machine,
        payload: (origusl) => ({ ...origusl, ...elsewhere }),
      });
      await world.slack.until(() => recorded('refused').length > before, { timeoutMs: 15_000 });
    }
    await world.shows(card, 'Waiting for approval: 0 of 1 given');
    expect(sent()).toEqual([]);
  });

  test('shows what is contained now, and what Twokey contains within seconds of it', async () => {
    const { ida } = world;
    ida.openHome();
    await homeShows(ida, 'Contained now (');
    const here = scene();
    const card = await here.ask('isolate');
    await ida.click(card, 'Approve');
    await world.shows(card, 'Succeeded');
    await world.slack.until(() => textOf(ida).includes(`${here.machine}.contoso.example: Isolated`), {
      timeoutMs: 10_000,
      what: `what is contained in ${textOf(ida)}`,
    });
  }, 60_000);

  test('finds a machine for those who may ask or approve, and opens its story', async () => {
    const { rosa, ida, slack } = world;
    const card = await world.ask('restrict web-01 a look at its story');
    left.push(card);
    rosa.openHome();
    await homeShows(rosa, 'Look up a machine');
    const [found] = await rosa.suggest(viewOf(rosa), 'Name of a machine', 'web-01');
    const name = found?.text ?? 'none';
    expect(name).toMatch(/^web-01/);
    await rosa.choose(viewOf(rosa), 'Name of a machine', name);
    const story = await rosa.nextView();
    expect(slack.plainText(story)).toContain(name);
    expect(slack.plainText(story)).toContain('a look at its story');
    ida.openHome();
    await homeShows(ida, 'You may not ask for actions');
    const forIda = await ida.suggest(viewOf(ida), 'Name of a machine', 'web-01');
    expect(forIda.map(({ text }) => text)).toContain(name);
  });

  test('is drawn again by the process that comes after one that died', async () => {
    const { ida } = world;
    ida.openHome();
    await homeShows(ida, 'What you can do here');
    await world.bot().end('SIGKILL');
    await world.start();
    const here = scene();
    const { machine } = here;
    await asked(here, 'isolate');
    await homeShows(ida, machine);
  });
});
