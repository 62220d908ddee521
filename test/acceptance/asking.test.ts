import { MACHINE_IDS } from '../../simulator/defender/machine-seed';
import { INCIDENT, startWorld, type Transport, type World } from './world';

describe.each<Transport>(['http', 'socket'])('asking over %s', (transport) => {
  let world: World;
  beforeAll(async () => {
    // Many questions within a minute: more than Slack's pace for reading user groups.
    world = await startWorld({ transport, slack: { rateLimits: 'off' } });
    await world.start();
    await world.bot().logged('machines.refreshed');
  });
  afterAll(() => world.stop());
  afterEach(() => {
    expect(world.slack.violations).toEqual([]);
    expect(world.sent()).toEqual([]);
    world.slack.reloadClients();
  });

  test('the card shows what an approver needs, the parameter that was understood, and mentions the approvers once', async () => {
    const { slack, defender } = world;
    defender.portalAction({
      machineId: MACHINE_IDS.web02,
      type: 'RunAntiVirusScan',
      scope: 'Quick',
      status: 'Pending',
      requestor: 'lena@contoso.example',
    });
    const card = await world.ask('isolate web-02 selective ransom note on the desktop');
    const shown = slack.plainText(card);
    for (const words of [
      'Isolate: web-02.contoso.example',
      'Waiting for approval: 0 of 1 given',
      'Cuts the machine off the network',
      'selective',
      'WindowsServer2022',
      'Active',
      'Risk:',
      'Exposure:',
      'Value:',
      'Tags:',
      'Group:',
      'Run antivirus scan (Quick)',
      'ransom note on the desktop',
      'Rosa Diaz',
      `https://security.microsoft.com/machines/${MACHINE_IDS.web02}`,
    ]) {
      expect(shown).toContain(words);
    }
    expect(slack.mentions(card).filter((id) => id === 'S0APPROVERS')).toHaveLength(1);
    await world.shows(card, 'Expires');
  });

  test('a machine that is offline is said to be, loudly', async () => {
    const card = await world.ask('restrict laptop-22 stolen from a car');
    expect(world.slack.plainText(card)).toMatch(/Offline: last seen .*days from now/);
  });

  test('a machine is found by its full name, in any case, and by its id', async () => {
    const byName = await world.ask('scan WEB-07.contoso.example looks odd');
    expect(world.slack.plainText(byName)).toContain('web-07');
    const byUpperName = await world.ask('scan c-lab-31 looks odd too');
    expect(world.slack.plainText(byUpperName)).toContain('C-LAB-31');
    const byId = await world.ask(`scan ${MACHINE_IDS.sql04} full looks odd as well`);
    expect(world.slack.plainText(byId)).toContain('sql-04');
    expect(world.slack.plainText(byId)).toMatch(/Scan: full/i);
  });

  test('several records of one name are never picked from silently: the person chooses', async () => {
    const { slack, rosa } = world;
    await rosa.command(INCIDENT, '/defender restrict kiosk-5 pop-ups on the till');
    await world.whispered(rosa, 'Choose');
    const [whisper] = slack.ephemerals({ user: rosa.id });
    if (whisper === undefined) throw new Error('nothing was whispered');
    const before = slack.channel(INCIDENT).messages().length;
    await rosa.click(whisper, 'Choose');
    const view = await rosa.nextView();
    expect(slack.plainText(view)).toContain('kiosk-5');
    expect(slack.channel(INCIDENT).messages()).toHaveLength(before);
    expect(JSON.stringify(view.content.blocks)).toContain(MACHINE_IDS.kiosk5Twin);
    await rosa.closeView(view);
  });

  test('an IP address is taken only after the person has confirmed the machine', async () => {
    const { rosa } = world;
    const ip = String(world.defender.machines.byId(MACHINE_IDS.web07)?.lastIpAddress);
    await rosa.command(INCIDENT, `/defender restrict ${ip} seen in the proxy log`);
    expect(await world.whispered(rosa, 'Choose')).toContain('IP address');
  });

  test('an unknown machine is said to be unknown, near names are offered, and the words are kept behind Edit', async () => {
    const { slack, rosa } = world;
    await rosa.command(INCIDENT, '/defender restrict web-00 beaconing, see case 4711');
    await world.whispered(rosa, 'web-00', 'web-01.contoso.example', 'Edit');
    const [whisper] = slack.ephemerals({ user: rosa.id });
    if (whisper === undefined) throw new Error('nothing was whispered');
    await rosa.click(whisper, 'Edit');
    const view = await rosa.nextView();
    expect(slack.plainText(view)).toContain('beaconing, see case 4711');
    await rosa.submit(view, { 'Machine name, id or IP': 'app-03' });
    await slack.until(() =>
      slack
        .channel(INCIDENT)
        .messages()
        .find((message) => slack.plainText(message).includes('app-03')),
    );
  });

  test('without a comment a form asks for it at once, without waiting for Defender', async () => {
    const { slack, defender, rosa } = world;
    const held = defender.fault({ path: /machines/, kind: 'hang-before', times: 1 });
    await rosa.command(INCIDENT, '/defender scan design-mac-3 full');
    const view = await rosa.nextView();
    held.release();
    expect(slack.plainText(view)).toContain('design-mac-3');
    const blank = await rosa.submit(view, { Comment: '\u200b\u2060 \u00ad' });
    expect(blank.errors).toEqual({ Comment: expect.stringContaining('empty') });
    await rosa.submit(view, { Comment: 'slow since the update' });
    const card = await slack.until(() =>
      slack
        .channel(INCIDENT)
        .messages()
        .find((message) => slack.plainText(message).includes('slow since')),
    );
    expect(slack.plainText(card)).toMatch(/Scan: full/i);
  });

  test('without a machine the form finds one while the person types', async () => {
    const { slack, rosa } = world;
    await rosa.command(INCIDENT, '/defender release');
    const view = await rosa.nextView();
    const offered = await rosa.suggest(view, 'Find a machine', 'buil');
    expect(offered.map(({ value }) => value)).toContain(MACHINE_IDS.build01);
    await rosa.submit(view, { 'Find a machine': offered[0]?.text ?? '', Comment: 'cleaned and checked' });
    await slack.until(() =>
      slack
        .channel(INCIDENT)
        .messages()
        .find((message) => slack.plainText(message).includes('cleaned and checked')),
    );
  });

  test.each([
    ['', 'What Twokey can do'],
    ['help', 'What Twokey can do'],
    ['islate web-01 x', 'Did you mean “isolate”'],
    ['restrict web-01, web-02 both', 'ends with a comma'],
    ['cancel NOSUCHID please', 'There is no request'],
  ])('“/defender %s” is answered in private with “%s”', async (words, answer) => {
    await world.rosa.command(INCIDENT, `/defender ${words}`);
    await world.whispered(world.rosa, answer);
  });

  test('hostile words come out as they were typed, and do nothing', async () => {
    const hostile = '<!channel> <@U0IDA> *bold* `code` :tada: https://evil.example/a?b&c "quotes" \u202Eright to left';
    const card = await world.ask(`unrestrict web-07 ${hostile}`);
    expect(world.slack.mentions(card)).toEqual(expect.not.arrayContaining(['@channel', 'U0IDA']));
    expect(world.slack.plainText(card)).toContain(
      '<!channel> <@U0IDA> *bold* `code` :tada: https://evil.example/a?b&c "quotes"',
    );
    expect(card.options).toEqual(
      expect.objectContaining({ parse: 'none', unfurl_links: 'false', unfurl_media: 'false' }),
    );
  });

  test('a comment of 3,000 characters fits, and one that is longer is shown back for shortening', async () => {
    const { slack, rosa } = world;
    await rosa.command(INCIDENT, '/defender scan build-01');
    const view = await rosa.nextView();
    const long = 'word '.repeat(600).trim().padEnd(3_000, '!');
    await rosa.submit(view, { Comment: long });
    await slack.until(() =>
      slack
        .channel(INCIDENT)
        .messages()
        .find((message) => JSON.stringify(message.blocks).includes(long)),
    );
    await rosa.command(INCIDENT, `/defender isolate build-01 ${'much '.repeat(700)}`);
    await world.whispered(rosa, '3000');
  });

  test.each([
    ['U0MAX', 'does not let you ask'],
    ['U0GUEST', 'guest'],
  ])('%s may not ask: %s', async (id, why) => {
    const person = world.slack.as(id);
    await person.command(INCIDENT, '/defender restrict web-01 because');
    await world.whispered(person, why);
  });

  test.each([
    ['C0SHARED', 'shared with another organisation'],
    ['C0PENDING', 'shared with another organisation'],
    ['C0ARCHIVED', 'archived'],
    ['C0OTHER', 'not in this channel'],
    ['G0PRIVATE', 'not in this channel'],
  ])('nothing opens in %s, and the answer says why', async (channel, why) => {
    const { slack, rosa } = world;
    await rosa.command(channel, '/defender restrict web-01 because').catch(() => undefined);
    if (channel !== 'C0ARCHIVED') await world.whispered(rosa, why);
    expect(slack.channel(channel).messages()).toEqual([]);
  });

  test('the same action asked twice is pointed to the open card', async () => {
    await world.ask('scan web-01 first');
    await world.rosa.command(INCIDENT, '/defender scan web-01 second');
    await world.whispered(world.rosa, 'already asked for', 'Follow it there');
  });

  test('once Twokey is invited, Try again asks with the words that were kept', async () => {
    const { slack, rosa } = world;
    await rosa.command('C0OTHER', '/defender restrict web-01 lateral movement');
    await world.whispered(rosa, '/invite @Twokey', 'Try again');
    slack.invite('C0OTHER', 'U0TWOKEY');
    const [whisper] = slack.ephemerals({ user: rosa.id });
    if (whisper === undefined) throw new Error('nothing was whispered');
    await rosa.click(whisper, 'Try again');
    const card = await slack.until(() => slack.channel('C0OTHER').messages()[0]);
    expect(slack.plainText(card)).toContain('lateral movement');
  });
});
