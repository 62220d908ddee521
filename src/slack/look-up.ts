import type { Clock, Directory, Log } from '../flow/ports';
import { boltLog } from './bolt-log';
import type { SlackSettings } from './slack-settings';
import { createClients } from './web-api/clients';
import { createDirectory } from './web-api/directory';
import { createSlackWatch } from './web-api/slack-watch';

/** Slack's people and groups by themselves, for what runs beside or without a Twokey. */
export const createLookUp = (needs: {
  readonly settings: Pick<SlackSettings, 'botToken' | 'apiUrl'>;
  readonly clock: Clock;
  readonly log: Log;
}): Directory => {
  const { reader } = createClients({ ...needs.settings, appToken: null, logger: boltLog(needs.log), log: needs.log });
  return createDirectory({ reader, clock: needs.clock, watch: createSlackWatch(needs) });
};
