import { readFileSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import type { MachineRecord } from '../../simulator/defender/machine-record';
import { expectWhole } from './audit-cli';
import { type Bot, type Exit, freePorts, startBot } from './bot';
import { openRoundRobin } from './round-robin';
import { roomyWorld } from './trial';
import type { World, WorldOptions } from './world';

/** One of several processes of the bot on one database. */
export interface Replica {
  readonly name: string;
  readonly port: number;
  readonly healthUrl: string;
  readonly bot: () => Bot;
  readonly isRunning: () => boolean;
  /** Starts it (again), and resolves when it is ready. */
  readonly start: () => Promise<void>;
  /** Dies where it stands. */
  readonly kill: () => Promise<void>;
  /** Stops as at a deployment, and resolves with how it ended. */
  readonly stop: () => Promise<Exit>;
  /** Stands still, whatever it was doing, until it is thawed. */
  readonly freeze: () => Promise<void>;
  readonly thaw: () => void;
  /** Whether it says of itself that it has the work. */
  readonly holds: () => boolean;
}

/** Several replicas of the bot behind a load balancer, on one PostgreSQL. */
export interface ReplicaWorld {
  readonly world: World;
  readonly replicas: readonly Replica[];
  /** The one that has the work, or the next that takes it; of all but one, where one is named. */
  readonly holder: (other?: Replica) => Promise<Replica>;
  /** How many deliveries went to each, in the order of the replicas. */
  readonly delivered: () => readonly number[];
  /** Stops everything; the record that they leave must be whole. */
  readonly stop: () => Promise<void>;
}

const WAIT_MS = 15_000;

const stateOf = (pid: number): string => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2)[0] ?? '';
};

const createReplica = async (world: World, name: string): Promise<Replica> => {
  const [port = 0, healthPort = 0] = await freePorts(2);
  const env = { ...world.env, PORT: String(port), HEALTH_PORT: String(healthPort) };
  let current: Bot | null = null;
  const bot = (): Bot => {
    if (current === null) throw new Error(`${name} has not been started`);
    return current;
  };
  const said = ['work.taken', 'work.lost', 'work.released'];
  return {
    name,
    port,
    healthUrl: `http://127.0.0.1:${healthPort}`,
    bot,
    isRunning: () => current !== null,
    start: async () => {
      current = startBot(world.folder, env);
      await current.logged('process.ready', WAIT_MS);
    },
    kill: async () => {
      const dying = bot();
      current = null;
      expect(await dying.end('SIGKILL')).toEqual({ code: null, signal: 'SIGKILL' });
    },
    stop: async () => {
      if (current === null) return { code: 0, signal: null };
      process.kill(current.pid, 'SIGCONT');
      const stopping = current;
      current = null;
      return stopping.end('SIGTERM');
    },
    freeze: async () => {
      const { pid } = bot();
      process.kill(pid, 'SIGSTOP');
      while (stateOf(pid) !== 'T') await turn();
    },
    thaw: () => void process.kill(bot().pid, 'SIGCONT'),
    holds: () => current?.lines.findLast(({ event }) => said.includes(event))?.event === 'work.taken',
  };
};

/** Starts so many replicas; with Socket Mode each has a connection of its own, and there is no load balancer. */
export const startReplicas = async (
  count: number,
  machines: readonly MachineRecord[],
  options: WorldOptions = {},
): Promise<ReplicaWorld> => {
  const world = await roomyWorld(machines, { database: 'postgres', ...options });
  const replicas = await Promise.all(
    Array.from({ length: count }, (_, index) => createReplica(world, `replica ${index + 1}`)),
  );
  const balancer = await openRoundRobin(replicas.map(({ port }) => port));
  if (options.transport !== 'socket') world.slack.deliverTo(`${balancer.url}/slack/events`);
  for (const { start } of replicas) await start();
  return {
    world,
    replicas,
    holder: async (other) => {
      const able = replicas.filter((replica) => replica !== other && replica.isRunning());
      const found = able.find((replica) => replica.holds());
      if (found !== undefined) return found;
      return Promise.any(
        able.map(async (replica) => {
          const before = replica.bot().lines.filter(({ event }) => event === 'work.taken').length;
          await replica.bot().logged('work.taken', WAIT_MS, before);
          return replica;
        }),
      );
    },
    delivered: () => replicas.map(({ port }) => balancer.passed(port)),
    stop: async () => {
      await Promise.all(replicas.map(({ stop }) => stop().catch(() => null)));
      await balancer.stop();
      await expectWhole(world);
      await world.stop();
    },
  };
};
