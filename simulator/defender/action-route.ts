import type { Reply } from '../entra/loopback-server';
import type { ActionBook } from './action-book';
import { type ActionKind, CANCEL_PARAMETERS, CANCEL_ROLES } from './action-kind';
import { ACTION_SCHEMA, isOpen, recordOf, type SimulatedAction } from './action-record';
import type { Behaviour } from './behaviour';
import { alreadyInProgress, defenderError, invalidInput, resourceNotFound } from './defender-error';
import type { MachineEstate } from './machine-estate';
import type { MachineRecord } from './machine-record';
import { answerList } from './odata-query';
import { readBody } from './request-body';
import { type Call, MACHINE_READERS, type Route } from './route';

/** The endpoints that start, read and cancel Machine Actions. */
export function createActionRoutes(options: ActionRouteOptions): readonly Route[] {
  const { book, estate, behaviour } = options;
  const requestorOf = (call: Call): string =>
    behaviour.requestor === 'app-name' ? call.caller.appName : call.caller.appId;
  const entity = (call: Call, record: object): unknown => ({
    '@odata.context': `${call.metadata}#MachineActions/$entity`,
    ...record,
  });
  const withAction = (call: Call, answer: (action: SimulatedAction) => Reply): Reply => {
    const [id = ''] = call.params;
    const action = book.find(id);
    return action === undefined || action.isHidden ? resourceNotFound('MachineAction', id) : answer(action);
  };

  const start = (kind: ActionKind, call: Call): Reply => {
    const { body, reply } = readBody(call.body, call.contentType, kind.parameters);
    if (reply !== undefined) return reply;
    const [machineId = ''] = call.params;
    const machine = estate.byId(machineId);
    // Microsoft documents no other name for a machine here than its id; a merged record has none any more.
    if (machine === undefined || machine.mergedIntoMachineId !== null) return resourceNotFound('Machine', machineId);
    const scope = kind.scopeFrom === undefined ? undefined : (body[kind.scopeFrom] ?? 'Full');
    const refused = refuseMachine(kind, scope, machine);
    if (refused !== undefined) return refused;
    const inTheWay = book.inTheWayOf(kind.type, machineId);
    if (inTheWay !== undefined) {
      const isReturned = behaviour.duplicates === 'return-existing' && inTheWay.type === kind.type;
      return isReturned ? { status: 200, body: entity(call, recordOf(inTheWay)) } : alreadyInProgress();
    }
    const action = book.create({
      type: kind.type,
      machineId,
      computerDnsName: machine.computerDnsName,
      requestor: requestorOf(call),
      comment: body.Comment ?? '',
      source: 'PublicApi',
      isHidden: behaviour.newActions === 'hidden',
      ...(scope === undefined ? {} : { scope }),
      ...(body.Sha1 === undefined ? {} : { file: { fileIdentifier: body.Sha1, fileIdentifierType: 'Sha1' } }),
    });
    options.onStarted(action);
    const unknownYet = behaviour.machineInReply === 'null' ? { machineId: null, computerDnsName: null } : {};
    const status = kind.type === 'Offboard' ? behaviour.offboardStatus : 201;
    return { status, body: entity(call, { ...recordOf(action), scope: null, ...unknownYet }) };
  };

  const cancel = (call: Call): Reply => {
    const { body, reply } = readBody(call.body, call.contentType, CANCEL_PARAMETERS);
    if (reply !== undefined) return reply;
    return withAction(call, (action) => {
      if (!isOpen(action))
        return invalidInput(`Action ${action.id} cannot be cancelled: its status is ${action.status}`);
      const cancelled = book.cancel(action.id, requestorOf(call), body.Comment ?? null);
      return { status: 200, body: entity(call, recordOf(cancelled)) };
    });
  };

  const packageUri = (call: Call): Reply =>
    withAction(call, (action) => {
      if (action.type !== 'CollectInvestigationPackage' || action.status !== 'Succeeded') {
        return resourceNotFound('Package of MachineAction', action.id);
      }
      // The documented sample has quotes inside the string.
      const uri = `"https://userrequests-us.securitycenter.windows.com:443/safedownload/WDATP_Investigation_Package.zip?token=${action.id}"`;
      return { status: 200, body: { '@odata.context': `${call.metadata}#Edm.String`, value: uri } };
    });

  const isUnnamed = ({ status }: SimulatedAction): boolean =>
    behaviour.machineInLists === 'null' && status === 'Pending';

  return [
    ...options.kinds.map(
      (kind): Route => ({
        name: kind.path,
        method: 'POST',
        path: new RegExp(`^/machines/([^/()]+)/${kind.path}$`, 'i'),
        roles: kind.roles,
        answer: (call) => start(kind, call),
      }),
    ),
    {
      name: 'listMachineActions',
      method: 'GET',
      path: /^\/machineactions$/i,
      roles: MACHINE_READERS,
      answer: (call) =>
        answerList({
          // Newest first, as in the documented sample.
          rows: book
            .all()
            .filter((action) => !action.isHidden)
            .map((action) => (isUnnamed(action) ? { ...action, machineId: '' } : action))
            .reverse(),
          search: call.search,
          schema: ACTION_SCHEMA,
          pageSize: behaviour.pageSize,
          url: call.url,
          context: `${call.metadata}#MachineActions`,
          view: (action) =>
            isUnnamed(action) ? { ...recordOf(action), machineId: null, computerDnsName: null } : recordOf(action),
        }),
    },
    {
      name: 'getMachineAction',
      method: 'GET',
      path: /^\/machineactions\/([^/()]+)$/i,
      roles: MACHINE_READERS,
      answer: (call) => withAction(call, (action) => ({ status: 200, body: entity(call, recordOf(action)) })),
    },
    {
      name: 'cancel',
      method: 'POST',
      path: /^\/machineactions\/([^/()]+)\/cancel$/i,
      roles: CANCEL_ROLES,
      answer: cancel,
    },
    {
      name: 'getPackageUri',
      method: 'GET',
      path: /^\/machineactions\/([^/()]+)\/getPackageUri$/i,
      roles: MACHINE_READERS,
      answer: packageUri,
    },
  ];
}

export interface ActionRouteOptions {
  readonly book: ActionBook;
  readonly estate: MachineEstate;
  readonly behaviour: Readonly<Behaviour>;
  readonly onStarted: (action: SimulatedAction) => void;
  /** Every way to start a Machine Action. */
  readonly kinds: readonly ActionKind[];
}

/** The prerequisites that Microsoft documents; what it answers where they fail is documented as codes only. */
function refuseMachine(kind: ActionKind, scope: string | undefined, machine: MachineRecord): Reply | undefined {
  const isContain = kind.type === 'Unisolate' || scope === 'UnManagedDevice';
  if (machine.onboardingStatus !== 'Onboarded' && !isContain) {
    return invalidInput(`Machine ${machine.id} is not onboarded`);
  }
  if (machine.onboardingStatus === 'Onboarded' && scope === 'UnManagedDevice') {
    return invalidInput(`Machine ${machine.id} is onboarded and cannot be contained`);
  }
  const isSelectiveOnLinux = scope === 'Selective' && !/^(Windows|macOS)/.test(machine.osPlatform);
  if (kind.refusedOn?.test(machine.osPlatform) || isSelectiveOnLinux) {
    return defenderError(400, 'OsPlatformNotSupported', `${kind.type} is not supported on ${machine.osPlatform}`);
  }
  return undefined;
}
