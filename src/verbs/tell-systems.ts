import type { DefenderHealth } from '../defender/health';
import type { FaultFacts } from '../domain/fault';
import type { Instant } from '../domain/instant';
import type { SlackHealth } from '../slack/create-slack';

/** How an outside system is, as far as is known here. Each that is down is told once, under its own name. */
export interface SystemStanding {
  readonly system: 'slack' | 'entra' | 'defender';
  readonly isUp: boolean;
  /** How far our clock is ahead of its; null where it has not said. */
  readonly clockAheadMs: number | null;
  readonly trouble: Trouble | null;
}

interface Trouble {
  readonly code: string;
  readonly says: string | null;
  readonly since: Instant | null;
  /** To quote to its support. */
  readonly correlationId: string | null;
  readonly cure: string | null;
  /** What happens meanwhile. */
  readonly meanwhile: string;
}

const spelt = (at: Instant): string => new Date(at).toISOString();

const troubleOf = (fault: FaultFacts | null, since: Instant | null, meanwhile: string): Trouble | null =>
  fault === null
    ? null
    : {
        code: fault.code,
        says: fault.says,
        since,
        correlationId: fault.correlationId,
        cure: fault.cure ?? null,
        meanwhile,
      };

const WAITING =
  'Clicks are taken. What is approved waits until its time to be sent is over, and then needs approval again.';
const DEAF = 'Nothing arrives from Slack. What is approved is sent and followed, and told when Slack is back.';
const MUTE = 'Clicks are taken as they arrive. Cards and notes wait, and come in order when Slack is back.';

const entraStanding = ({ token, clockAheadMs }: DefenderHealth): SystemStanding => {
  const lasts =
    token.isOk && token.expiresAt !== null ? `The token that is left serves until ${spelt(token.expiresAt)}. ` : '';
  const trouble = troubleOf(token.fault, token.failingSince, `${lasts}${WAITING}`);
  return { system: 'entra', isUp: trouble === null, clockAheadMs: clockAheadMs.entra, trouble };
};

const defenderStanding = ({ api, clockAheadMs }: DefenderHealth): SystemStanding => {
  const silence = api.pausedUntil === null ? '' : `Defender wants silence until ${spelt(api.pausedUntil)}. `;
  const trouble = troubleOf(api.fault, api.failingSince, `${silence}${WAITING}`);
  return { system: 'defender', isUp: trouble === null, clockAheadMs: clockAheadMs.defender, trouble };
};

const slackTrouble = ({ isConnected, isSessionOpen, failing }: SlackHealth): Trouble | null => {
  const known = { says: null, correlationId: null, cure: null } as const;
  if (failing !== null) return { ...known, code: failing.code, since: failing.since, meanwhile: MUTE };
  if (!isConnected) return { ...known, code: 'not-connected', since: null, meanwhile: DEAF };
  if (!isSessionOpen) return { ...known, code: 'no-session', since: null, meanwhile: MUTE };
  return null;
};

/** How Slack, Entra and Defender are. */
export const systemStandings = (slack: SlackHealth, defender: DefenderHealth): readonly SystemStanding[] => {
  const trouble = slackTrouble(slack);
  return [
    { system: 'slack', isUp: trouble === null, clockAheadMs: null, trouble },
    entraStanding(defender),
    defenderStanding(defender),
  ];
};

/** The same for the body of `/readyz`, by system. */
export const tellSystems = (standings: readonly SystemStanding[]): object =>
  Object.fromEntries(
    standings.map(({ system, isUp, clockAheadMs, trouble }) => [
      system,
      {
        up: isUp,
        ...(clockAheadMs === null ? {} : { clockAheadSeconds: clockAheadMs / 1_000 }),
        ...(trouble === null ? {} : { ...trouble, since: trouble.since === null ? null : spelt(trouble.since) }),
      },
    ]),
  );
