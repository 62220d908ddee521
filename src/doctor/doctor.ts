import { Fault } from '../domain/fault';
import type { Policy } from '../domain/policy';
import { type Finding, find } from './finding';

/** What the doctor examines, each part with its own adapter behind it. */
export interface Patient {
  readonly policy: Policy;
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
      readonly fault: { readonly code: string; readonly says: string } | null;
    }[]
  >;
  readonly checkSlack: () => Promise<readonly Finding[]>;
  readonly print: (line: string) => void;
}

const ok = (what: string, says: string): Finding => ({ what, isOk: true, says });

const examinePolicy = (policy: Policy): readonly Finding[] => {
  const nobody = (['requestors', 'approvers'] as const).filter(
    (audience) => policy[audience].usergroups.length + policy[audience].users.length === 0,
  );
  return [
    ok('policy', `valid, ${policy.rules.length} rules, quorum ${policy.quorum}, hash ${policy.hash}`),
    ...nobody.map((audience) => ({
      what: `policy ${audience}`,
      isOk: false,
      says: `is an empty list: nobody. Add a user group or people under ${audience}.`,
    })),
  ];
};

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
          : `will not work: ${fault?.code ?? 'unknown'}: ${fault?.says ?? ''}`,
    })),
  ];
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
      find('policy', async () => examinePolicy(patient.policy)),
      find('store', () => examineStore(patient)),
      find('Slack', patient.checkSlack),
      find('Defender', () => examineDefender(patient)),
    ])
  ).flat();
  const width = Math.max(...findings.map(({ what }) => what.length));
  for (const { what, isOk, says } of findings)
    patient.print(`${isOk ? 'ok  ' : 'FAIL'}  ${what.padEnd(width)}  ${says}`);
  const bad = findings.filter((finding) => !finding.isOk).length;
  if (patient.isRehearsal) patient.print('REHEARSAL is on: everything but the call to Defender will be done.');
  patient.print(bad === 0 ? 'Everything will work.' : `${bad} of ${findings.length} checks failed.`);
  return bad === 0;
};
