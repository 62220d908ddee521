import type { Memberships } from '../domain/audience';
import { Fault } from '../domain/fault';
import type { Policy } from '../domain/policy';
import type { PolicyWarning } from '../domain/policy-warning';
import { type Finding, find } from './finding';

/** A warning about the policy file, with its line. */
type PolicyTrouble = { readonly line: number; readonly message: string } & Pick<PolicyWarning, 'weight'>;

/** What the doctor examines, each part with its own adapter behind it. */
export interface Patient {
  readonly policy: Policy;
  /** What can hardly be meant in it, with the members of the user groups that are known. */
  readonly policyWarnings: (members: Memberships) => readonly PolicyTrouble[];
  readonly isRehearsal: boolean;
  /** Opens the store, proves that it can be written, and closes it. */
  readonly checkStore: () => Promise<void>;
  /** The app's permissions, as its token names them. */
  readonly roles: () => Promise<readonly string[]>;
  readonly probe: () => Promise<
    readonly {
      readonly verb: string;
      readonly isOk: boolean;
      readonly missing: string | null;
      readonly fault: { readonly code: string; readonly says: string; readonly cure?: string | undefined } | null;
    }[]
  >;
  /** Who the Redis of the settings is; null where there is none in them. Rejects with the driver's error. */
  readonly askRedis: (() => Promise<{ readonly version: string; readonly evictionPolicy: string }>) | null;
  readonly checkSlack: () => Promise<{ readonly checks: readonly Finding[]; readonly members: Memberships }>;
  readonly print: (line: string) => void;
}

const ok = (what: string, says: string): Finding => ({ what, isOk: true, says });

/** Slack tells who is in the groups, and only then is known whether the policy's quorums can be reached. */
const examineSlackAndPolicy = async ({ policy, policyWarnings, checkSlack }: Patient): Promise<readonly Finding[]> => {
  let members: Memberships = new Map();
  const slack = await find('Slack', async () => {
    const checked = await checkSlack();
    members = checked.members;
    return checked.checks;
  });
  return [
    ok(
      'policy',
      `valid, ${policy.rules.length} rule${policy.rules.length === 1 ? '' : 's'}, quorum ${policy.quorum}, hash ${policy.hash}`,
    ),
    ...policyWarnings(members).map(({ line, message, weight }) => ({
      what: `policy line ${line}`,
      isOk: weight === 'idle',
      isOdd: weight === 'idle',
      says: message,
    })),
    ...slack,
  ];
};

const markOf = ({ isOk, isOdd = false }: Finding): string => (isOk ? (isOdd ? 'warn' : 'ok  ') : 'FAIL');

/** A Twokey that runs holds its store for itself, and would have refused to start had it not been able to write there. */
const examineStore = async ({ checkStore }: Patient): Promise<readonly Finding[]> => {
  try {
    await checkStore();
    return [ok('store', 'can be written')];
  } catch (error) {
    if (!(error instanceof Fault) || error.facts.code !== 'in-use') throw error;
    return [ok('store', 'is in use by another Twokey, which found it good at its start; its /readyz tells how it is')];
  }
};

const examineDefender = async (patient: Patient): Promise<readonly Finding[]> => {
  const roles = await patient.roles();
  const probed = await patient.probe();
  return [
    ok('Entra token', roles.length > 0 ? `granted, with ${roles.join(', ')}` : 'granted, but it names no permission'),
    ...probed.map(({ verb, isOk, missing, fault }) => ({
      what: verb,
      isOk,
      says: isOk
        ? 'will work'
        : missing !== null
          ? `will not work: the app lacks ${missing}. Add it in the app registration (WindowsDefenderATP, Application permissions) and grant admin consent.`
          : `will not work: ${fault?.code ?? 'unknown'}: ${fault?.says ?? ''}${fault?.cure === undefined ? '' : ` ${fault.cure}`}`,
    })),
  ];
};

/** Twokey starts and keeps the rate limits without Redis, but somebody wanted it. */
const examineRedis = async ({ askRedis }: Patient): Promise<readonly Finding[]> => {
  if (askRedis === null) return [];
  try {
    const { version, evictionPolicy } = await askRedis();
    const mayForget = !['noeviction', 'unknown'].includes(evictionPolicy) && !evictionPolicy.startsWith('volatile-ttl');
    const forgets = mayForget
      ? `, but throws keys away when its memory is full (maxmemory-policy ${evictionPolicy}): set noeviction, so that replicas keep agreeing on who goes next`
      : '';
    return [{ ...ok('Redis', `answers, version ${version}${forgets}`), isOdd: mayForget }];
  } catch (error) {
    const says = error instanceof Error ? error.message : String(error);
    return [
      {
        what: 'Redis',
        isOk: false,
        says: `does not answer: ${says}. Check REDIS_URL, and that it can be reached from here. Without it the rate limits hold all the same.`,
      },
    ];
  }
};

/**
 * Tries every setting for real before the first incident, and says verb by verb what will work. Nothing is changed
 * anywhere: the probes name a machine that does not exist.
 *
 * @returns whether everything is well
 */
export const examine = async (patient: Patient): Promise<boolean> => {
  const findings = (
    await Promise.all([
      examineSlackAndPolicy(patient),
      find('store', () => examineStore(patient)),
      examineRedis(patient),
      find('Defender', () => examineDefender(patient)),
    ])
  ).flat();
  const width = Math.max(...findings.map(({ what }) => what.length));
  for (const finding of findings) {
    patient.print(`${markOf(finding)}  ${finding.what.padEnd(width)}  ${finding.says}`);
  }
  const bad = findings.filter((finding) => !finding.isOk).length;
  if (patient.isRehearsal) patient.print('REHEARSAL is on: everything but the call to Defender will be done.');
  const odd = findings.filter(({ isOdd = false }) => isOdd).length;
  const warned = odd === 0 ? '' : ` Warnings: ${odd}.`;
  patient.print(`${bad === 0 ? 'Everything will work.' : `${bad} of ${findings.length} checks failed.`}${warned}`);
  return bad === 0;
};
