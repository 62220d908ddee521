import { randomUUID } from 'node:crypto';
import { type ActionMoment, isOpen, type RelatedFile, type SimulatedAction } from './action-record';
import { wireTime } from './wire-time';

/** All Machine Actions of the tenant, and every legal and illegal thing that can happen to one. */
export function createActionBook(options: ActionBookOptions): ActionBook {
  const actions = new Map<string, SimulatedAction>();
  const stamp = (): string => wireTime(options.now() + options.clockSkewMs());

  const put = (action: SimulatedAction): SimulatedAction => {
    actions.set(action.id, action);
    options.onChange();
    return action;
  };
  const get = (id: string): SimulatedAction => {
    const action = actions.get(id);
    if (action === undefined) throw new Error(`no Machine Action ${id}`);
    return action;
  };
  const move: ActionBook['move'] = (id, status, facts = {}) => {
    const action = get(id);
    const moment: ActionMoment = { status, at: options.now() };
    const { errorHResult = H_RESULTS[status] ?? 0, ...rest } = facts;
    return put({
      ...action,
      ...rest,
      status,
      errorHResult,
      lastUpdateDateTimeUtc: stamp(),
      history: [...action.history, moment],
    });
  };

  return {
    all: () => [...actions.values()],
    find: (id) => actions.get(id),
    /** Open actions that stand in the way of a new one of this type. */
    inTheWayOf: (type, machineId) =>
      [...actions.values()].find(
        (action) =>
          action.machineId === machineId &&
          isOpen(action) &&
          (action.type === type || (type === 'Unisolate' && action.type === 'Isolate')),
      ),
    create: (start) => {
      const at = options.now();
      const time = stamp();
      return put({
        id: randomUUID(),
        type: start.type,
        title: null,
        requestor: start.requestor,
        requestorComment: start.comment,
        requestSource: start.source,
        status: start.status ?? 'Pending',
        machineId: start.machineId,
        computerDnsName: start.computerDnsName,
        creationDateTimeUtc: time,
        lastUpdateDateTimeUtc: time,
        scope: start.scope ?? null,
        externalId: null,
        errorHResult: 0,
        cancellationRequestor: null,
        cancellationComment: null,
        cancellationDateTimeUtc: null,
        relatedFileInfo: start.file ?? null,
        commands: [],
        troubleshootInfo: null,
        createdAt: at,
        history: [{ status: start.status ?? 'Pending', at }],
        isHidden: start.isHidden ?? false,
      });
    },
    move,
    cancel: (id, requestor, comment) =>
      move(id, 'Cancelled', {
        cancellationRequestor: requestor,
        cancellationComment: comment,
        cancellationDateTimeUtc: stamp(),
      }),
    change: (id, facts) => put({ ...get(id), ...facts, id }),
  };
}

export interface ActionBookOptions {
  readonly now: () => number;
  readonly clockSkewMs: () => number;
  readonly onChange: () => void;
}

export interface ActionStart {
  readonly type: string;
  readonly machineId: string;
  readonly computerDnsName: string | null;
  readonly requestor: string;
  readonly comment: string;
  readonly source: 'PublicApi' | 'Portal';
  readonly scope?: string;
  readonly status?: string;
  readonly file?: RelatedFile;
  readonly isHidden?: boolean;
}

export interface ActionBook {
  /** Oldest first. */
  readonly all: () => readonly SimulatedAction[];
  readonly find: (id: string) => SimulatedAction | undefined;
  readonly inTheWayOf: (type: string, machineId: string) => SimulatedAction | undefined;
  readonly create: (start: ActionStart) => SimulatedAction;
  /** To any status word, known or not; TimeOut and Cancelled bring the error codes seen in real data. */
  readonly move: (id: string, status: string, facts?: ActionFacts) => SimulatedAction;
  readonly cancel: (id: string, requestor: string, comment: string | null) => SimulatedAction;
  readonly change: (id: string, facts: ActionFacts) => SimulatedAction;
}

export type ActionFacts = Partial<Omit<SimulatedAction, 'id' | 'history' | 'createdAt'>>;

/** 0x80190198 and 0x80004004 (E_ABORT). */
const H_RESULTS: Readonly<Record<string, number>> = { TimeOut: -2145844840, Cancelled: -2147467260 };
