import type { Machine } from '../../src/domain/machine';
import { machineWith, MINUTE, present, T } from '../domain/builders';
import { useWorld } from './world';

const here = useWorld();

const numbered = (index: number, facts: Partial<Machine> = {}): Machine => {
  const number = String(index).padStart(2, '0');
  const id = `${number}ab`.padEnd(40, '0');
  return machineWith({ id, name: `web-${number}.contoso.com`, lastIp: `10.0.1.${index}`, ...facts });
};
const estate = (count: number) => Array.from({ length: count }, (_, index) => numbered(index));
const names = (count: number) => Array.from({ length: count }, (_, index) => `web-${String(index).padStart(2, '0')}`);

describe('several machines', () => {
  it('are one request with a run for each, found by two reads of Defender', async () => {
    const { world } = here;
    world.defender.machineList = estate(25);
    world.defender.accept({
      path: `/machines/${numbered(3).id}/runAntiVirusScan`,
      body: { Comment: 'x' },
      runId: '',
      permissions: [],
      isContainment: false,
      startBefore: 0,
    });
    expect(await world.asking({ machines: names(25) })).toEqual({ kind: 'opened', requestId: 'REQ1' });
    const { request, runs } = await world.dossierOf('REQ1');
    expect(request.binding).toContain(JSON.stringify(estate(25).map(({ id }) => id)));
    expect(new Set(runs.map((run) => `${run.machine.name} ${run.status}`))).toEqual(
      new Set(estate(25).map(({ name }) => `${name} waiting`)),
    );
    expect(runs.flatMap(({ machine, situation }) => situation.open.map(({ type }) => [machine.name, type]))).toEqual([
      ['web-03.contoso.com', 'RunAntiVirusScan'],
    ]);
    expect(world.defender.reads).toEqual(['findMachinesEach', 'actionsOnEach']);
    expect((await world.entries())[0]?.happening).toMatchObject({
      kind: 'asked',
      machines: estate(25).map(({ name }) => name),
    });
  });

  it('that are one by two names are that one', async () => {
    const { world } = here;
    world.defender.machineList = estate(2);
    await world.asking({ machines: ['web-00', 'web-00.contoso.com', numbered(0).id] });
    expect((await world.dossierOf('REQ1')).runs).toHaveLength(1);
  });

  it('of which some are not known or not clear stop the request before it opens, and all of those are named', async () => {
    const { world } = here;
    world.defender.machineList = [...estate(3), numbered(7, { name: 'web-01.contoso.com', isDuplicate: true })];
    await world.machines.replace(estate(3), T);
    const answer = await world.asking({ machines: ['web-00', 'wbe-02', 'nope', 'web-01', '10.0.1.2'] });
    expect(answer).toMatchObject({
      kind: 'refused',
      refusal: {
        code: 'machines-unclear',
        says: 'Nothing was asked. Defender knows no machine “wbe-02”, “nope”. Several machine records match “web-01”. An IP address may have moved to another machine: “10.0.1.2”.',
      },
    });
    const { next } = 'refusal' in answer ? answer.refusal : { next: '' };
    expect(next).toContain('full DNS name or its 40-character machine id');
    expect(next).toContain('near “wbe-02”: web-02.contoso.com'.slice(1));
    const { meanings = [] } = 'refusal' in answer ? answer.refusal : {};
    expect(meanings.map(({ name, of, candidates }) => [name, of, candidates.map(({ id }) => id)])).toEqual([
      ['web-01', 'name', [numbered(1).id, numbered(7).id]],
      ['10.0.1.2', 'address', [numbered(2).id]],
    ]);
    expect(await world.store.dossier('REQ1')).toBeNull();
  });

  it('beyond the limit are refused before Defender is asked anything', async () => {
    const { world } = here;
    world.setPolicy({ mostMachines: 3 });
    world.defender.machineList = estate(4);
    expect(await world.asking({ machines: names(4) })).toMatchObject({
      refusal: { code: 'too-many-machines', says: 'You named 4 machines; the policy allows 3 in one request.' },
    });
    expect(world.defender.reads).toEqual([]);
    expect((await world.asking({ machines: names(3) })).kind).toBe('opened');
  });

  it('of which one has the same action open already stop the request, and it is named with that request', async () => {
    const { world } = here;
    world.defender.machineList = estate(3);
    await world.asking({ machines: ['web-01'] });
    expect(await world.asking({ machines: names(3) })).toMatchObject({
      refusal: {
        code: 'already-open',
        requestId: 'REQ1',
        says: 'The same action is already asked for, or running, on web-01.contoso.com: request REQ1.',
        next: 'Follow it there, and ask again without that machine.',
      },
    });
    expect(await world.store.dossier('REQ2')).toBeNull();
  });

  it('take the terms of the strictest of them', async () => {
    const { world } = here;
    world.defender.machineList = [numbered(0), numbered(1, { tags: ['tier-0'] })];
    world.setPolicy({
      rules: [{ name: 'Crown', when: { machine: { tags: ['tier-0'] } }, quorum: 2, expiresInMs: MINUTE }],
    });
    await world.asking({ machines: names(2) });
    const { terms } = (await world.dossierOf('REQ1')).request;
    expect(terms.places).toHaveLength(2);
    expect(terms.expiresInMs).toBe(MINUTE);
    expect(terms.rules).toMatchObject([{ name: 'Crown', machines: ['web-01.contoso.com'] }]);
  });

  it('that run are cancelled together, each by its own Machine Action', async () => {
    const { world } = here;
    world.defender.machineList = estate(3);
    const requestId = await world.approved({ machines: names(3) });
    const dispatch = world.dispatch();
    dispatch.wake();
    await world.clock.settle();
    await dispatch.stop();
    const { runs } = await world.dossierOf(requestId);
    expect(await world.asking({ verb: 'cancel', machines: [requestId] })).toEqual({
      kind: 'opened',
      requestId: 'REQ2',
    });
    const subjects = (await world.dossierOf('REQ2')).runs.map(({ machine, subject }) => [
      machine.name,
      present(subject).machineActionId,
    ]);
    expect(new Map(subjects as [string, string][])).toEqual(
      new Map(runs.map(({ machine, machineActionId }) => [machine.name, present(machineActionId)])),
    );
  });
});
