import type { Parameter } from '../domain/action';
import { actions } from '../domain/catalogue';
import { Fault, type FaultFacts } from '../domain/fault';
import { factsOf } from './fault';
import { withOptions } from './odata';
import { LOGGED_ON_PERMISSIONS } from './logged-on-look-up';
import type { Read } from './read';
import type { Send } from './send';

/** What Defender said to one harmless call. */
export interface Probed {
  /** A verb of the catalogue, or `read machines`, `read machine actions`, `read logged-on users`. */
  readonly verb: string;
  readonly isOk: boolean;
  /** The application permission that is missing, where that is the trouble. */
  readonly missing: string | null;
  /** Why it is not ok; null where it is. */
  readonly fault: FaultFacts | null;
}

/** What Twokey is to be able to do beside its actions. */
export interface Wanted {
  /** Whether the policy has people told who has logged on to a machine. */
  readonly loggedOnUsers: boolean;
}

const NO_MACHINE = '0'.repeat(40);
const NO_FILE = '0'.repeat(40);
const NO_ACTION = '00000000-0000-0000-0000-000000000000';
const COMMENT = 'Twokey doctor: is this call permitted? There is no such machine, so nothing happens.';

const ok = (verb: string): Probed => ({ verb, isOk: true, missing: null, fault: null });
const notOk = (verb: string, fault: FaultFacts): Probed => ({
  verb,
  isOk: false,
  missing: fault.missingPermission,
  fault,
});

const accepted = factsOf('Defender', 'probe-accepted', 'Defender took a call for a machine that does not exist.');
const stopping = factsOf('Defender', 'stopping', 'Twokey is being stopped.');

/** Permissions are checked before the machine is looked up: what knows no such thing has let the caller in. */
const hasLetIn = (fault: FaultFacts): boolean =>
  ['NotFound', 'ResourceNotFound', 'HTTP-404', 'InvalidInput', 'BadRequest'].includes(fault.code);

/** Any value that Defender takes: it is for a machine that does not exist. */
const harmless = (parameter: Parameter | null): Readonly<Record<string, string>> => {
  if (parameter === null) return {};
  return { [parameter.key]: parameter.kind === 'sha1' ? NO_FILE : parameter.choices[0].wire };
};

/** Asks Defender, by calls that cannot do anything, for what it would let the app do. Never rejects for the outside. */
export const createProbe = ({
  read,
  send,
}: {
  readonly read: Read;
  readonly send: Send;
}): ((wanted: Wanted) => Promise<readonly Probed[]>) => {
  const probeAction = async (action: (typeof actions)[number]): Promise<Probed> => {
    const owner = action.target === 'machine' ? `/machines/${NO_MACHINE}` : `/machineactions/${NO_ACTION}`;
    const answer = await send('action', async () => ({
      path: `${owner}/${action.pathTail}`,
      body: { Comment: COMMENT, ...harmless(action.parameter) },
      permissions: action.permissions,
      startBefore: Number.POSITIVE_INFINITY,
    }));
    if (answer === null) return notOk(action.verb, stopping);
    if (answer.kind === 'accepted') return notOk(action.verb, accepted);
    return answer.kind === 'refused' && hasLetIn(answer.fault) ? ok(action.verb) : notOk(action.verb, answer.fault);
  };

  const probeRead = async (verb: string, route: string): Promise<Probed> => {
    try {
      const found = await read(route, withOptions(route, { $top: 1 }));
      return found.kind === 'found' ? ok(verb) : notOk(verb, found.fault);
    } catch (error) {
      if (error instanceof Fault) return notOk(verb, error.facts);
      throw error;
    }
  };

  const probeLoggedOn = async (): Promise<Probed> => {
    const verb = 'read logged-on users';
    try {
      await read('/machines/{id}/logonusers', `/machines/${NO_MACHINE}/logonusers`, LOGGED_ON_PERMISSIONS);
      return ok(verb);
    } catch (error) {
      if (error instanceof Fault) return notOk(verb, error.facts);
      throw error;
    }
  };

  return async ({ loggedOnUsers }) => {
    const probed = [
      await probeRead('read machines', '/machines'),
      await probeRead('read machine actions', '/machineactions'),
      ...(loggedOnUsers ? [await probeLoggedOn()] : []),
    ];
    for (const action of actions) probed.push(await probeAction(action));
    return probed;
  };
};
