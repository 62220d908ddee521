import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { recordIn } from '../record';
import type { LogLine } from './bot';
import { buttonsOf, createScenes, startRoomyWorld } from './scenes';
import { POLICY, type World } from './world';

const QUORUM_OF_TWO = POLICY.replace('quorum: 1', 'quorum: 2');
const BAD = POLICY.replace('quorum: 1', 'qourum: 0');

describe('a policy that changes while Twokey runs', () => {
  let world: World;
  let scene: ReturnType<typeof createScenes>;
  let edits = 0;
  beforeAll(async () => {
    world = await startRoomyWorld('http');
    world.slack.setGroupMembers('S0APPROVERS', ['U0TOM', 'U0IDA', 'U0MAX']);
    await world.start();
    scene = createScenes(world);
  });
  afterAll(() => world.stop());
  beforeEach(async () => {
    await edit(POLICY);
  });
  afterEach(() => {
    expect(world.slack.violations).toEqual([]);
    expect(world.defender.violations).toEqual([]);
    const errors = world.bot().lines.filter(({ level, event }) => level === 'error' && event !== 'policy.refused');
    expect(errors).toEqual([]);
    world.slack.reloadClients();
  });

  const file = () => join(world.folder, 'policy.yml');
  /** Each with its own last line, so that none is the same as one before. */
  const written = (policy: string): string => `${policy}# edit ${++edits}\n`;
  const lines = (event: string): readonly LogLine[] => world.bot().lines.filter((line) => line.event === event);

  /** Does something to the file, and resolves with what the log then says of the policy. */
  const changing = async (event: string, change: () => void): Promise<LogLine> => {
    const before = lines(event).length;
    change();
    return world.bot().logged(event, 10_000, before);
  };
  const save = (policy: string) => () => writeFileSync(file(), written(policy));
  const edit = (policy: string) =>
    changing('policy.in-force', () => {
      save(policy)();
      process.kill(world.bot().pid, 'SIGHUP');
    });
  const inForce = async (): Promise<{ readonly hash: string; readonly refused: unknown }> => {
    const body = z.object({ policy: z.object({ hash: z.string(), refused: z.unknown() }) });
    return body.parse(await (await fetch(`${world.healthUrl}/readyz`)).json()).policy;
  };
  const record = (requestId?: string) =>
    recordIn(join(world.folder, 'data/twokey.db')).filter((entry) => entry.requestId === (requestId ?? null));
  const requestIn = (card: string): string => /Request ([0-9A-Z]{8})/.exec(card)?.[1] ?? '';

  test('a new request follows the new rule, and carries the hash of the policy that it was decided under', async () => {
    const { ask, sent } = scene();
    const before = await inForce();
    const line = await changing('policy.in-force', save(QUORUM_OF_TWO));
    const { hash } = await inForce();
    expect(line).toMatchObject({ hash, before: before.hash });
    const card = await ask('isolate');
    const requestId = requestIn(await world.shows(card, '0 of 2 given'));
    await world.tom.click(card, 'Approve');
    await world.told(card, 'Approved by Tom Berg: 1 of 2 given.');
    expect(sent()).toEqual([]);
    await world.ida.click(card, 'Approve');
    await world.shows(card, 'Succeeded');
    const kinds = ['asked', 'approved', 'claimed'];
    const decided = record(requestId).filter(({ kind }) => kinds.includes(kind));
    expect(decided.map(({ kind, policyHash }) => [kind, policyHash])).toEqual([
      ['asked', hash],
      ['approved', hash],
      ['approved', hash],
      ['claimed', hash],
    ]);
    expect(record().at(-1)).toMatchObject({ kind: 'policy-in-force', happening: { hash, before: before.hash } });
  });

  test('a file behind a link that is exchanged, as a ConfigMap’s is, is a change', async () => {
    const linked = join(world.folder, 'config');
    for (const [name, policy] of [
      ['first', POLICY],
      ['second', QUORUM_OF_TWO],
    ] as const) {
      mkdirSync(join(linked, name), { recursive: true });
      writeFileSync(join(linked, name, 'policy.yml'), written(policy));
    }
    symlinkSync('first', join(linked, '..data'));
    symlinkSync('..data/policy.yml', join(linked, 'policy.yml'));
    await changing('policy.in-force', () => {
      symlinkSync('config/policy.yml', join(world.folder, 'link'));
      renameSync(join(world.folder, 'link'), file());
    });
    await changing('policy.in-force', () => {
      symlinkSync('second', join(linked, '..data_tmp'));
      renameSync(join(linked, '..data_tmp'), join(linked, '..data'));
    });
    await world.shows(await scene().ask('isolate'), '0 of 2 given');
    rmSync(file());
  });

  test('SIGHUP has it read at once', async () => {
    const line = await edit(QUORUM_OF_TWO);
    const asked = lines('policy.reread').at(-1);
    expect(asked).toMatchObject({ signal: 'SIGHUP' });
    expect(Date.parse(String(line['time'])) - Date.parse(String(asked?.['time']))).toBeLessThan(2_000);
    await world.shows(await scene().ask('isolate'), '0 of 2 given');
  });

  test('a bad file is refused loudly, once, with its line, and the old rules hold until it is mended', async () => {
    const before = await inForce();
    const refusedBefore = lines('policy.refused').length;
    const line = await changing('policy.refused', save(BAD));
    const mistakes = [{ line: 4, column: 1, message: expect.stringContaining('qourum') }];
    expect(line).toMatchObject({ level: 'error', mistakes, inForce: before.hash });
    expect(await inForce()).toMatchObject({ hash: before.hash, refused: { mistakes } });
    const { status } = await fetch(`${world.healthUrl}/readyz`);
    expect(status).toBe(200);
    const metrics = async () => (await fetch(`${world.healthUrl}/metrics`)).text();
    expect(await metrics()).toContain('twokey_policy_refused 1');
    const { ask, sent } = scene();
    const card = await ask('restrict');
    await world.ida.click(card, 'Approve');
    await world.shows(card, 'Succeeded');
    expect(sent()).toHaveLength(1);
    await changing('policy.in-force', save(QUORUM_OF_TWO));
    expect(lines('policy.refused')).toHaveLength(refusedBefore + 1);
    expect(await inForce()).toMatchObject({ refused: null });
    expect(await metrics()).toContain('twokey_policy_refused 0');
  });

  test('SIGHUP has a file that is still refused told again, with the rules that stay in force', async () => {
    const { hash } = await inForce();
    const { mistakes } = await changing('policy.refused', save(BAD));
    const again = await changing('policy.refused', () => process.kill(world.bot().pid, 'SIGHUP'));
    expect(again).toMatchObject({ level: 'error', mistakes, inForce: hash });
  });

  test('an approver whom the new policy does not name cannot approve an older card any more', async () => {
    const { ask, whispered, sent } = scene();
    await edit(POLICY.replace('users: [] }\nquorum', 'users: [U0LENA] }\nquorum'));
    const lena = world.slack.as('U0LENA');
    const card = await ask('restrict');
    await edit(POLICY);
    await lena.click(card, 'Approve');
    await whispered(lena, 'does not let you decide');
    expect(buttonsOf(world, card)).toContain('Approve');
    expect(sent()).toEqual([]);
    const requestId = requestIn(await world.shows(card, '0 of 1 given'));
    const { hash } = await inForce();
    expect(record(requestId).at(-1)).toMatchObject({ kind: 'refused', policyHash: hash });
  });

  test('an approval that is not enough any more is not taken: the card stands, and a new one asks for everything', async () => {
    const { ask, sent, whispered } = scene();
    const { rosa, ida, tom } = world;
    const card = await ask('restrict');
    const requestId = requestIn(await world.shows(card, '0 of 1 given'));
    await edit(`${QUORUM_OF_TWO}rules:\n  - { name: Leads too, when: {}, approvers: { usergroups: [S0LEADS] } }\n`);
    await ida.click(card, 'Approve');
    await whispered(ida, 'not enough any more. These rules apply now: “Leads too”.', 'Have Rosa Diaz press Withdraw');
    await world.shows(card, '0 of 1 given');
    expect(buttonsOf(world, card)).toEqual(expect.arrayContaining(['Approve', 'Deny']));
    expect(record(requestId).map(({ kind }) => kind)).not.toContain('approved');
    await rosa.click(card, 'Withdraw');
    await world.shows(card, 'Withdrawn');
    const again = await ask('restrict');
    await world.shows(again, '0 of 3 given', '2 from @approvers', '1 from @leads');
    await tom.click(again, 'Approve');
    await world.told(again, '1 of 3 given');
    expect(sent()).toEqual([]);
  });

  test('what was approved and is not sent yet goes back when its rules have become stricter', async () => {
    const { ask, sent, machineId } = scene();
    const card = await ask('restrict');
    const requestId = requestIn(await world.shows(card, '0 of 1 given'));
    const held = world.defender.fault({ method: 'GET', path: /\/machine/, kind: 'hang-before', times: 1_000 });
    await world.ida.click(card, 'Approve');
    await world.defender.until(() => held.hits() > 0);
    const { hash } = await edit(QUORUM_OF_TWO);
    world.defender.clearFaults();
    await world.told(card, 'Not sent');
    await world.shows(card, 'its approval is not enough any more');
    expect(sent()).toEqual([]);
    expect(world.defender.actions().filter((action) => action.machineId === machineId)).toEqual([]);
    expect(record(requestId).at(-1)).toMatchObject({ kind: 'not-sent', policyHash: hash });
  });

  test('a restart under a policy that was changed meanwhile says which one was before', async () => {
    const before = await inForce();
    await world.bot().end('SIGTERM');
    save(QUORUM_OF_TWO)();
    await world.start();
    const { hash } = await inForce();
    expect(await world.bot().logged('policy.on-record')).toMatchObject({ hash });
    expect(record().at(-1)?.happening).toMatchObject({ hash, before: before.hash });
  });
});
