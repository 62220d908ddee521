import type { FilterSchema } from './odata-evaluate';

/** A Machine Action as Defender's API writes it. Status and type are open sets. */
export interface ActionRecord {
  readonly id: string;
  readonly type: string;
  readonly title: string | null;
  readonly requestor: string;
  readonly requestorComment: string;
  readonly requestSource: string;
  readonly status: string;
  readonly machineId: string | null;
  readonly computerDnsName: string | null;
  readonly creationDateTimeUtc: string;
  readonly lastUpdateDateTimeUtc: string;
  readonly scope: string | null;
  readonly externalId: string | null;
  readonly errorHResult: number;
  readonly cancellationRequestor: string | null;
  readonly cancellationComment: string | null;
  readonly cancellationDateTimeUtc: string | null;
  readonly relatedFileInfo: RelatedFile | null;
  readonly commands: readonly unknown[];
  readonly troubleshootInfo: string | null;
}

export interface RelatedFile {
  readonly fileIdentifier: string;
  readonly fileIdentifierType: 'Sha1' | 'Sha256' | 'Md5';
}

/** A Machine Action, and what the simulator knows beside its record. */
export interface SimulatedAction extends ActionRecord {
  readonly machineId: string;
  /** Milliseconds since the epoch, without any skew. */
  readonly createdAt: number;
  readonly history: readonly ActionMoment[];
  /** Reads do not show it. */
  readonly isHidden: boolean;
}

export interface ActionMoment {
  readonly status: string;
  readonly at: number;
}

export const isOpen = (action: ActionRecord): boolean => !FINAL.includes(action.status);

const FINAL: readonly string[] = ['Succeeded', 'Failed', 'TimeOut', 'Cancelled'];

export function recordOf(action: SimulatedAction): ActionRecord {
  const { createdAt: _createdAt, history: _history, isHidden: _isHidden, ...record } = action;
  return record;
}

/** The fields that `GET /api/machineactions` documents for `$filter`. */
export const ACTION_SCHEMA: FilterSchema<SimulatedAction> = {
  id: { type: 'string', read: (row) => row.id },
  status: { type: 'string', read: (row) => row.status },
  machineId: { type: 'string', read: (row) => row.machineId },
  type: { type: 'string', read: (row) => row.type },
  requestor: { type: 'string', read: (row) => row.requestor },
  creationDateTimeUtc: { type: 'date', read: (row) => row.creationDateTimeUtc },
};
