import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { settings } from '../../src/config';

const root = join(__dirname, '..', '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

const HEALTH = Number(settings.shape.HEALTH_PORT.parse(undefined));
const SLACK = Number(settings.shape.PORT.parse(undefined));
/** Open work is finished, or left claimable, within this many seconds of SIGTERM. */
const DRAIN_S = 10;

const seconds = (text: string): number => Number(/^(\d+)s$/.exec(text)?.[1]);

describe('compose.yaml', () => {
  const compose = parse(read('compose.yaml'), { merge: true });
  const replicas = ['twokey-1', 'twokey-2'].map((name) => compose.services[name]);

  it('starts two replicas, PostgreSQL, Redis and a proxy', () => {
    expect(Object.keys(compose.services).sort()).toEqual(['postgres', 'proxy', 'redis', 'twokey-1', 'twokey-2']);
  });

  it('gives both replicas the same store, the same budget and the same policy, by settings that exist', () => {
    const [first, second] = replicas;
    expect(first).toEqual(second);
    for (const name of Object.keys(first.environment)) expect(Object.keys(settings.shape)).toContain(name);
    const { DATABASE_URL, REDIS_URL, POLICY_FILE } = first.environment;
    expect(DATABASE_URL).toMatch(/^postgres:\/\/twokey:\$\{POSTGRES_PASSWORD:\?[^}]+\}@postgres:5432\/twokey$/);
    expect(settings.shape.REDIS_URL.safeParse(REDIS_URL).success).toBe(true);
    expect(POLICY_FILE).toBe('/config/policy.yml');
    expect(first.volumes).toEqual(['./config:/config:ro']);
  });

  it('lets a replica drain, and gives it no more than it needs', () => {
    for (const { stop_grace_period, read_only, cap_drop, ports } of replicas) {
      expect(seconds(stop_grace_period)).toBeGreaterThan(DRAIN_S);
      expect({ read_only, cap_drop, ports }).toEqual({ read_only: true, cap_drop: ['ALL'], ports: undefined });
    }
  });

  it('shows the store and the budget to nobody outside', () => {
    for (const name of ['postgres', 'redis']) {
      expect(compose.services[name].networks).toEqual(['inside']);
      expect(compose.services[name].ports).toBeUndefined();
    }
    expect(compose.networks.inside).toEqual({ internal: true });
  });

  it('has a Redis that forgets nothing by itself', () => {
    const { command } = compose.services.redis;
    expect(command[command.indexOf('--maxmemory-policy') + 1]).toBe('noeviction');
  });

  it('has a proxy that asks each replica whether it can store a click, and passes nothing but Slack’s requests', () => {
    const [mount = ''] = compose.services.proxy.volumes;
    const file = mount.split(':')[0];
    expect(existsSync(join(root, file))).toBe(true);
    const caddy = read(file);
    expect(caddy).toContain(`reverse_proxy twokey-1:${SLACK} twokey-2:${SLACK}`);
    expect(caddy).toMatch(new RegExp(`health_uri /readyz\\n\\s*health_port ${HEALTH}\\n`));
    expect(caddy).toContain('handle /slack/events');
  });
});

describe('deploy/kubernetes.yaml', () => {
  const documents = parseAllDocuments(read('deploy/kubernetes.yaml')).map((document) => document.toJS());
  const the = (kind: string) => documents.find((document) => document.kind === kind);
  const pod = the('Deployment').spec.template.spec;
  const [container] = pod.containers;
  const portOf = (name: string): number =>
    container.ports.find((port: { name: string }) => port.name === name).containerPort;

  it('has two replicas, of which one is always there', () => {
    expect(the('Deployment').spec.replicas).toBe(2);
    expect(the('PodDisruptionBudget').spec.minAvailable).toBe(1);
    expect(the('Deployment').spec.strategy.rollingUpdate.maxUnavailable).toBe(0);
  });

  it('restarts a pod that is not alive, and sends clicks to a pod that is ready', () => {
    expect([portOf('slack'), portOf('health')]).toEqual([SLACK, HEALTH]);
    expect(container.livenessProbe.httpGet).toEqual({ path: '/livez', port: 'health' });
    expect(container.readinessProbe.httpGet).toEqual({ path: '/readyz', port: 'health' });
    expect(the('Service').spec.ports).toEqual([{ name: 'slack', port: 80, targetPort: 'slack' }]);
  });

  it('gives a pod the time to drain', () => {
    const pauseS = Number(container.lifecycle.preStop.exec.command[1]);
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(pauseS + DRAIN_S);
  });

  it('runs as the user of the image, and can write nowhere', () => {
    const [user] = /^USER (\d+):/m.exec(read('Dockerfile'))?.slice(1) ?? [];
    expect(pod.securityContext.runAsUser).toBe(Number(user));
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
  });
});
