import { Fault } from '../domain/fault';
import type { LoggedOnUser } from '../domain/logged-on-user';
import type { Defender } from '../flow/ports';
import { factsOf } from './fault';
import type { Read } from './read';
import { loggedOnUserFrom, pageFrom } from './wire';

/** An application permission of Defender for Endpoint, not of Microsoft Graph. */
export const LOGGED_ON_PERMISSIONS: readonly string[] = ['User.Read.All'];

const latestFirst = (a: LoggedOnUser, b: LoggedOnUser): number => (b.lastSeenAt ?? 0) - (a.lastSeenAt ?? 0);

/** Reads from Defender who has logged on to a machine. */
export const createLoggedOnLookUp = ({ read }: { readonly read: Read }): Pick<Defender, 'loggedOnUsers'> => ({
  loggedOnUsers: async (machineId) => {
    const path = `/machines/${encodeURIComponent(machineId)}/logonusers`;
    const found = await read('/machines/{id}/logonusers', path, LOGGED_ON_PERMISSIONS);
    if (found.kind === 'absent') return null;
    const page = pageFrom(found.body);
    if (page === null) {
      throw new Fault(factsOf('Defender', 'not-a-list', 'Defender answered with something that is no list of users'));
    }
    return page.rows.flatMap((row) => loggedOnUserFrom(row) ?? []).sort(latestFirst);
  },
});
