import { DEFAULT_PROGRESS, type Progress } from './action-progress';

/** Where real Defender varies, or its documentation is silent; a test may turn each at any time. */
export interface Behaviour {
  progress: Progress;
  /** A second action of one type on one machine: 400 ActiveRequestAlreadyExists, or the open one with 200. */
  duplicates: 'refuse' | 'return-existing';
  /** Whether the POST reply already names the machine. */
  machineInReply: 'named' | 'null';
  /** Whether lists name the machine of a Machine Action that is Pending; where they do not, a filter by it misses that one. */
  machineInLists: 'named' | 'null';
  /** Whether reads show a new Machine Action at once, or only after `reveal`. */
  newActions: 'shown' | 'hidden';
  /** What `requestor` says of a call by an app. */
  requestor: 'app-id' | 'app-name';
  /** How `computerDnsName` is compared, in filters and in paths. */
  nameCase: 'sensitive' | 'ignored';
  /** Added to the `Date` header and to all times of Machine Actions. */
  clockSkewMs: number;
  /** Rows in one reply before `@odata.nextLink` follows. */
  pageSize: number;
  /** The documentation says 200, testers saw both. */
  offboardStatus: 200 | 201;
}

export const DEFAULT_BEHAVIOUR: Readonly<Behaviour> = {
  progress: DEFAULT_PROGRESS,
  duplicates: 'refuse',
  machineInReply: 'named',
  machineInLists: 'named',
  newActions: 'shown',
  requestor: 'app-id',
  nameCase: 'sensitive',
  clockSkewMs: 0,
  pageSize: 10_000,
  offboardStatus: 201,
};
