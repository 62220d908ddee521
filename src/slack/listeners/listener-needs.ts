import type { App } from '@slack/bolt';
import type { Flow } from '../../flow/intake';
import type { Clock, Log } from '../../flow/ports';
import type { Drafts, MachineCache } from '../../flow/storage';
import type { Look } from '../look';
import type { Whispering } from '../web-api/whispering';
import type { Asking } from './asking';
import type { OpenForm, RedrawForm } from './open-form';

/** What the listeners translate with. */
export interface ListenerNeeds {
  readonly app: App;
  readonly flow: Flow;
  readonly asking: Asking;
  readonly drafts: Drafts;
  readonly machines: MachineCache;
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: () => string;
  readonly look: () => Promise<Look>;
  readonly whisper: Whispering;
  readonly openForm: OpenForm;
  readonly redrawForm: RedrawForm;
  /** Who we are in Slack; null until Slack has said. */
  readonly botUserId: () => string | null;
  /** Address of a request's card; null where there is none, or it cannot be told now. */
  readonly cardLink: (requestId: string) => Promise<string | null>;
}
