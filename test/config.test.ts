import { type Config, type Problem, readConfig, readRecordConfig } from '../src/config';

const http = {
  SLACK_BOT_TOKEN: 'xoxb-1-secret',
  SLACK_SIGNING_SECRET: 'signing-secret',
  AZURE_TENANT_ID: 'tenant',
  AZURE_CLIENT_ID: 'client',
  AZURE_CLIENT_SECRET: 'azure~secret',
};
type Env = Parameters<typeof readConfig>[0];

const configOf = (env: Env): Config => {
  const read = readConfig(env);
  if ('problems' in read) throw new Error(JSON.stringify(read.problems));
  return read.config;
};
const problemsOf = (env: Env): readonly Problem[] => {
  const read = readConfig(env);
  return 'problems' in read ? read.problems : [];
};

it('what is required is enough, and everything else has its documented default', () => {
  expect(configOf(http)).toEqual({
    slack: {
      botToken: 'xoxb-1-secret',
      signingSecret: 'signing-secret',
      appToken: null,
      apiUrl: null,
      host: '0.0.0.0',
      port: 3000,
    },
    healthPort: 3001,
    defender: {
      tenantId: 'tenant',
      clientId: 'client',
      credential: { kind: 'secret', secret: 'azure~secret' },
      authorityHost: null,
      cloud: 'global',
      apiUrl: null,
      rateLimits: [
        { calls: 100, windowMs: 60_000 },
        { calls: 1500, windowMs: 3_600_000 },
      ],
      timeoutMs: 30_000,
    },
    dispatchGraceMs: 60_000,
    trackIntervalMs: 5_000,
    database: { kind: 'sqlite', path: './data/twokey.db' },
    redisUrl: null,
    auditKeys: [],
    policyFile: './policy.yml',
    logLevel: 'info',
    isRehearsal: false,
  });
});

it('is frozen through and through', () => {
  const config = configOf(http);
  for (const part of [config, config.slack, config.defender, config.defender.credential, config.defender.rateLimits]) {
    expect(Object.isFrozen(part)).toBe(true);
  }
});

it.each<[string, Env, object]>([
  [
    'Socket Mode without a signing secret',
    { SLACK_SIGNING_SECRET: '', SLACK_APP_TOKEN: 'xapp-1' },
    { slack: { appToken: 'xapp-1', signingSecret: null } },
  ],
  ['values with blanks around them', { AZURE_TENANT_ID: '  tenant\n' }, { defender: { tenantId: 'tenant' } }],
  [
    'a Slack address without its slash',
    { SLACK_API_URL: 'http://127.0.0.1:9/api' },
    { slack: { apiUrl: 'http://127.0.0.1:9/api/' } },
  ],
  [
    'a Defender address with a slash',
    { DEFENDER_API_URL: 'http://localhost:9//' },
    { defender: { apiUrl: 'http://localhost:9' } },
  ],
  ['an address on IPv6 loopback', { DEFENDER_API_URL: 'http://[::1]:9' }, { defender: { apiUrl: 'http://[::1]:9' } }],
  [
    'a certificate',
    { AZURE_CLIENT_SECRET: ' ', AZURE_CLIENT_CERTIFICATE_PATH: '/c.pem' },
    { defender: { credential: { kind: 'certificate', path: '/c.pem' } } },
  ],
  [
    'a federated token',
    { AZURE_CLIENT_SECRET: undefined, AZURE_FEDERATED_TOKEN_FILE: '/t' },
    { defender: { credential: { kind: 'federated', path: '/t' } } },
  ],
  [
    'the secret before a token file that the platform set',
    { AZURE_FEDERATED_TOKEN_FILE: '/t' },
    { defender: { credential: { kind: 'secret' } } },
  ],
  ['port 0 twice', { PORT: '0', HEALTH_PORT: '0' }, { healthPort: 0, slack: { port: 0 } }],
  ['one port in Socket Mode', { PORT: '3001', SLACK_APP_TOKEN: 'xapp-1' }, { healthPort: 3001 }],
  [
    'other limits',
    { DEFENDER_RATE_LIMITS: ' 10/s , 45/1.5m ' },
    {
      defender: {
        rateLimits: [
          { calls: 10, windowMs: 1000 },
          { calls: 45, windowMs: 90_000 },
        ],
      },
    },
  ],
  [
    'an absolute path to the database',
    { DATABASE_URL: 'sqlite:///var/lib/twokey.db' },
    { database: { path: '/var/lib/twokey.db' } },
  ],
  [
    'PostgreSQL',
    { DATABASE_URL: 'postgresql://tk:pw@db.example/twokey?sslmode=require' },
    { database: { kind: 'postgres', url: 'postgresql://tk:pw@db.example/twokey?sslmode=require' } },
  ],
  ['Redis', { REDIS_URL: 'rediss://:pw@redis.example:6380/1' }, { redisUrl: 'rediss://:pw@redis.example:6380/1' }],
  ['a relative path to the database', { DATABASE_URL: 'sqlite:twokey.db' }, { database: { path: 'twokey.db' } }],
  ['a rehearsal', { REHEARSAL: 'TRUE' }, { isRehearsal: true }],
  ['no rehearsal', { REHEARSAL: 'no' }, { isRehearsal: false }],
  ['a cloud', { DEFENDER_CLOUD: 'gcc-high' }, { defender: { cloud: 'gcc-high' } }],
  [
    'durations',
    { DEFENDER_TIMEOUT: '1.5s', DISPATCH_GRACE: '2m', TRACK_INTERVAL: '250ms' },
    { defender: { timeoutMs: 1500 }, dispatchGraceMs: 120_000, trackIntervalMs: 250 },
  ],
])('takes %s', (_, env, expected) => {
  expect(configOf({ ...http, ...env })).toMatchObject(expected);
});

const url = 'must be an https: address (http: only for loopback)';
const duration = 'write a number and a unit, such as 30s, 15m or 1h; at most 1d';
const limits = 'write calls/window pairs, such as 100/1m,1500/1h';
const portWords = 'write a port number from 0 to 65535';
const path =
  'write sqlite: and the path of a file, such as sqlite:./data/twokey.db, or postgres://user:password@host/database';
const redisWords = 'write redis://host:6379, or rediss:// for TLS; a user and password go before the host';

it.each([
  ['REDIS_URL', 'http://redis', redisWords],
  ['SLACK_BOT_TOKEN', 'xoxp-1', 'must start with xoxb-; copy the Bot User OAuth Token from “OAuth & Permissions”'],
  [
    'SLACK_APP_TOKEN',
    'xoxb-1',
    'must start with xapp-; make an app-level token with connections:write under “Basic Information”',
  ],
  ['SLACK_API_URL', 'http://slack.example/api/', url],
  ['SLACK_API_URL', 'slack.com/api', url],
  ['AZURE_AUTHORITY_HOST', 'http://login.example', url],
  ['DEFENDER_API_URL', 'ftp://127.0.0.1', url],
  ['DEFENDER_API_URL', 'http://127.0.0.1.example.com', url],
  ['PORT', '65536', portWords],
  ['PORT', '-1', portWords],
  ['HEALTH_PORT', '3e3', portWords],
  ['HEALTH_PORT', '3000', 'is the same as PORT; give each a port of its own'],
  ['DEFENDER_TIMEOUT', '30', duration],
  ['DEFENDER_TIMEOUT', '0s', duration],
  ['DEFENDER_TIMEOUT', '30 d', duration],
  ['DISPATCH_GRACE', `${'9'.repeat(400)}s`, duration],
  ['TRACK_INTERVAL', 'soon', duration],
  ['DEFENDER_RATE_LIMITS', '100', limits],
  ['DEFENDER_RATE_LIMITS', '100/1m,', limits],
  ['DEFENDER_RATE_LIMITS', '100/1m/5', limits],
  ['DEFENDER_RATE_LIMITS', '0/1m', limits],
  ['DEFENDER_RATE_LIMITS', '-5/1m', limits],
  ['DEFENDER_RATE_LIMITS', '1.5/1m,x/y', limits],
  ['DATABASE_URL', 'mysql://u:hunter2@db/x', path],
  ['DATABASE_URL', 'sqlite:', path],
  ['LOG_LEVEL', 'loud', 'must be one of fatal, error, warn, info, debug, trace, silent'],
  ['DEFENDER_CLOUD', 'moon', 'must be one of global, us, eu, uk, au, swa, ina, aea, gcc, gcc-high, dod'],
  ['REHEARSAL', 'maybe', 'write true or false'],
])('%s=%.30s is one problem, with its cure', (setting, value, problem) => {
  expect(problemsOf({ ...http, [setting]: value })).toEqual([{ setting, problem }]);
});

it.each([
  ['SLACK_BOT_TOKEN', 'is missing; copy the Bot User OAuth Token from the Slack app’s “OAuth & Permissions” page'],
  [
    'SLACK_SIGNING_SECRET',
    'is missing; copy the Signing Secret from “Basic Information”, or set SLACK_APP_TOKEN for Socket Mode',
  ],
  ['AZURE_TENANT_ID', 'is missing; copy “Directory (tenant) ID” from the Entra app registration'],
  ['AZURE_CLIENT_ID', 'is missing; copy “Application (client) ID” from the Entra app registration'],
  ['AZURE_CLIENT_SECRET', 'is missing; set it, or AZURE_CLIENT_CERTIFICATE_PATH, or AZURE_FEDERATED_TOKEN_FILE'],
])('%s that is unset or blank is missing', (setting, problem) => {
  for (const value of [undefined, '', '  \t']) {
    expect(problemsOf({ ...http, [setting]: value })).toEqual([{ setting, problem }]);
  }
});

it('every problem is told at once', () => {
  const problems = problemsOf({ SLACK_BOT_TOKEN: 'nonsense', PORT: 'x', DEFENDER_TIMEOUT: 'x', LOG_LEVEL: 'x' });
  expect(problems.map(({ setting }) => setting).sort()).toEqual([
    'AZURE_CLIENT_ID',
    'AZURE_CLIENT_SECRET',
    'AZURE_TENANT_ID',
    'DEFENDER_TIMEOUT',
    'LOG_LEVEL',
    'PORT',
    'SLACK_BOT_TOKEN',
    'SLACK_SIGNING_SECRET',
  ]);
});

it('no problem repeats a value', () => {
  const value = 'hunter2-correct-horse';
  const env = Object.fromEntries(
    [...Object.keys(http), 'SLACK_APP_TOKEN', 'SLACK_API_URL', 'DEFENDER_API_URL', 'DATABASE_URL', 'PORT'].map(
      (name) => [name, value],
    ),
  );
  const problems = problemsOf({ ...env, LOG_LEVEL: value, DEFENDER_CLOUD: value, DEFENDER_RATE_LIMITS: value });
  expect(problems.length).toBeGreaterThan(7);
  expect(JSON.stringify(problems)).not.toContain('hunter2');
});

describe('the settings of the record', () => {
  const key = 'k'.repeat(32);

  it('are read without those of Slack and Defender', () => {
    const read = readRecordConfig({ AUDIT_HMAC_KEY: `${key}, ${key}2`, PORT: 'not a port' });
    expect(read).toEqual({
      config: { database: { kind: 'sqlite', path: './data/twokey.db' }, auditKeys: [key, `${key}2`] },
    });
  });

  it.each([
    ['k'.repeat(31), 'a short key'],
    [`${key},`, 'a comma too many'],
    [`${key},short`, 'a short old key'],
  ])('refuse %s: %s, without repeating it', (text) => {
    const says = 'holds a key of less than 32 characters; make one with: openssl rand -hex 32';
    const problems = [{ setting: 'AUDIT_HMAC_KEY', problem: says }];
    expect(readRecordConfig({ AUDIT_HMAC_KEY: text })).toEqual({ problems });
    expect(problemsOf({ ...http, AUDIT_HMAC_KEY: text })).toEqual(problems);
  });
});
