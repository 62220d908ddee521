import { z } from 'zod';
import { auditKeys, database, duration, entraId, flag, port, rateLimits, redis, required, url } from './setting-shapes';

/** A setting that is missing or malformed, with its cure. */
export interface Problem {
  readonly setting: string;
  readonly problem: string;
}

export const clouds = ['global', 'us', 'eu', 'uk', 'au', 'swa', 'ina', 'aea', 'gcc', 'gcc-high', 'dod'] as const;
export type Cloud = (typeof clouds)[number];

/** How the app proves who it is to Entra. */
export type Credential =
  | { readonly kind: 'secret'; readonly secret: string }
  | { readonly kind: 'certificate'; readonly path: string }
  | { readonly kind: 'federated'; readonly path: string };

/** Everything that can be set, validated and frozen. */
export interface Config {
  readonly slack: {
    readonly botToken: string;
    readonly signingSecret: string | null;
    readonly appToken: string | null;
    readonly apiUrl: string | null;
    readonly host: string;
    readonly port: number;
  };
  readonly healthPort: number;
  readonly defender: {
    readonly tenantId: string;
    readonly clientId: string;
    readonly credential: Credential;
    readonly authorityHost: string | null;
    readonly cloud: Cloud;
    readonly apiUrl: string | null;
    readonly rateLimits: readonly { readonly calls: number; readonly windowMs: number }[];
    readonly timeoutMs: number;
  };
  readonly dispatchGraceMs: number;
  readonly trackIntervalMs: number;
  readonly database:
    | { readonly kind: 'sqlite'; readonly path: string }
    | { readonly kind: 'postgres'; readonly url: string };
  /** Where replicas share the rate budget; null where they do not. */
  readonly redisUrl: string | null;
  /** The first binds new entries of the log; all of them verify. Empty: none is set. */
  readonly auditKeys: readonly string[];
  readonly policyFile: string;
  readonly logLevel: LogLevel;
  readonly isRehearsal: boolean;
}

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/** Every setting, by its name in the environment. */
export const settings = z.object({
  SLACK_BOT_TOKEN: required('copy the Bot User OAuth Token from the Slack app’s “OAuth & Permissions” page').regex(
    /^xoxb-/,
    'must start with xoxb-; copy the Bot User OAuth Token from “OAuth & Permissions”',
  ),
  SLACK_SIGNING_SECRET: z.string().optional(),
  SLACK_APP_TOKEN: z
    .string()
    .regex(/^xapp-/, 'must start with xapp-; make an app-level token with connections:write under “Basic Information”')
    .optional(),
  SLACK_API_URL: url.transform((text) => (text.endsWith('/') ? text : `${text}/`)).optional(),
  HOST: z.string().default('0.0.0.0'),
  PORT: port(3000),
  HEALTH_PORT: port(3001),
  AZURE_TENANT_ID: entraId('copy “Directory (tenant) ID” from the Entra app registration'),
  AZURE_CLIENT_ID: entraId('copy “Application (client) ID” from the Entra app registration'),
  AZURE_CLIENT_SECRET: z.string().optional(),
  AZURE_CLIENT_CERTIFICATE_PATH: z.string().optional(),
  AZURE_FEDERATED_TOKEN_FILE: z.string().optional(),
  AZURE_AUTHORITY_HOST: url.optional(),
  DEFENDER_CLOUD: z.enum(clouds, { error: `must be one of ${clouds.join(', ')}` }).default('global'),
  DEFENDER_API_URL: url.transform((text) => text.replace(/\/+$/, '')).optional(),
  DEFENDER_RATE_LIMITS: rateLimits,
  DEFENDER_TIMEOUT: duration('30s'),
  DISPATCH_GRACE: duration('60s'),
  TRACK_INTERVAL: duration('5s'),
  DATABASE_URL: database,
  REDIS_URL: redis,
  AUDIT_HMAC_KEY: auditKeys,
  POLICY_FILE: z.string().default('./policy.yml'),
  LOG_LEVEL: z.enum(logLevels, { error: `must be one of ${logLevels.join(', ')}` }).default('info'),
  REHEARSAL: flag,
});

/** Frozen through and through. */
const freeze = <T extends object>(value: T): T => {
  for (const inner of Object.values(value)) if (typeof inner === 'object' && inner !== null) freeze(inner);
  return Object.freeze(value);
};

type Env = Readonly<Record<string, string | undefined>>;

const credentialOf = (env: Env): Credential | null => {
  if (env['AZURE_CLIENT_SECRET'] !== undefined) return { kind: 'secret', secret: env['AZURE_CLIENT_SECRET'] };
  if (env['AZURE_CLIENT_CERTIFICATE_PATH'] !== undefined)
    return { kind: 'certificate', path: env['AZURE_CLIENT_CERTIFICATE_PATH'] };
  if (env['AZURE_FEDERATED_TOKEN_FILE'] !== undefined)
    return { kind: 'federated', path: env['AZURE_FEDERATED_TOKEN_FILE'] };
  return null;
};

const arePortsEqual = ({ PORT = '3000', HEALTH_PORT = '3001' }: Env): boolean => PORT === HEALTH_PORT && PORT !== '0';

/** What only shows when settings are seen together. */
const problemsTogether = (env: Env): readonly Problem[] => [
  ...(env['SLACK_APP_TOKEN'] === undefined && env['SLACK_SIGNING_SECRET'] === undefined
    ? [
        {
          setting: 'SLACK_SIGNING_SECRET',
          problem:
            'is missing; copy the Signing Secret from “Basic Information”, or set SLACK_APP_TOKEN for Socket Mode',
        },
      ]
    : []),
  ...(credentialOf(env) === null
    ? [
        {
          setting: 'AZURE_CLIENT_SECRET',
          problem: 'is missing; set it, or AZURE_CLIENT_CERTIFICATE_PATH, or AZURE_FEDERATED_TOKEN_FILE',
        },
      ]
    : []),
  ...(env['SLACK_APP_TOKEN'] === undefined && arePortsEqual(env)
    ? [{ setting: 'HEALTH_PORT', problem: 'is the same as PORT; give each a port of its own' }]
    : []),
];

/** Without blank values. */
const filledIn = (environment: Env): Env =>
  Object.fromEntries(
    Object.entries(environment)
      .map(([name, value]) => [name, value?.trim()] as const)
      .filter(([, value]) => value !== undefined && value !== ''),
  );

const problemsOf = ({ issues }: z.ZodError): readonly Problem[] =>
  issues.map((issue) => ({ setting: String(issue.path[0] ?? '?'), problem: issue.message }));

/**
 * Reads the settings from an environment record. Blank values count as unset. Gives every problem at once, each with its
 * cure; no problem repeats a secret's value.
 */
export const readConfig = (
  environment: Env,
): { readonly config: Config } | { readonly problems: readonly Problem[] } => {
  const env = filledIn(environment);
  const parsed = settings.safeParse(env);
  const credential = credentialOf(env);
  const problems = [...(parsed.success ? [] : problemsOf(parsed.error)), ...problemsTogether(env)];
  if (!parsed.success || credential === null || problems.length > 0) return { problems };
  const read = parsed.data;
  return {
    config: freeze({
      slack: {
        botToken: read.SLACK_BOT_TOKEN,
        signingSecret: read.SLACK_SIGNING_SECRET ?? null,
        appToken: read.SLACK_APP_TOKEN ?? null,
        apiUrl: read.SLACK_API_URL ?? null,
        host: read.HOST,
        port: read.PORT,
      },
      healthPort: read.HEALTH_PORT,
      defender: {
        tenantId: read.AZURE_TENANT_ID,
        clientId: read.AZURE_CLIENT_ID,
        credential,
        authorityHost: read.AZURE_AUTHORITY_HOST ?? null,
        cloud: read.DEFENDER_CLOUD,
        apiUrl: read.DEFENDER_API_URL ?? null,
        rateLimits: read.DEFENDER_RATE_LIMITS,
        timeoutMs: read.DEFENDER_TIMEOUT,
      },
      dispatchGraceMs: read.DISPATCH_GRACE,
      trackIntervalMs: read.TRACK_INTERVAL,
      database: read.DATABASE_URL,
      redisUrl: read.REDIS_URL ?? null,
      auditKeys: read.AUDIT_HMAC_KEY ?? [],
      policyFile: read.POLICY_FILE,
      logLevel: read.LOG_LEVEL,
      isRehearsal: read.REHEARSAL,
    }),
  };
};

/** What is needed to read the record, of whoever reads it: neither Slack nor Defender. */
export type RecordConfig = Pick<Config, 'database' | 'auditKeys'>;

/** Reads the settings of the record alone; every other may be missing or malformed. */
export const readRecordConfig = (
  environment: Env,
): { readonly config: RecordConfig } | { readonly problems: readonly Problem[] } => {
  const parsed = settings.pick({ DATABASE_URL: true, AUDIT_HMAC_KEY: true }).safeParse(filledIn(environment));
  if (!parsed.success) return { problems: problemsOf(parsed.error) };
  return { config: freeze({ database: parsed.data.DATABASE_URL, auditKeys: parsed.data.AUDIT_HMAC_KEY ?? [] }) };
};
