import type { SimulatedAction } from '../simulator/defender/action-record';
import type { MachineRecord } from '../simulator/defender/machine-record';
import type { CardSeen } from './evidence';
import type { Found } from './complaint';

/** What of a request is judged here. */
export interface SeveralSeen {
  readonly cards: readonly Pick<CardSeen, 'state' | 'thread'>[];
  readonly actions: readonly Pick<SimulatedAction, 'id' | 'status' | 'machineId'>[];
}

const SUMMARY = /^All (\d+) machines have come to their end: ([^.]*)\./m;
const PROGRESS = /^[^\n]*, \d+ machines: ([^.]*)\./;
const REPEAT = 'said again';
/** What a machine's line says where nothing of it is in Defender, or nobody knows. */
const WITHOUT_ACTION = /^(?:Not sent|Failed|Not known|Settled)/;

const linesOf = (thread: readonly string[], name: string): readonly string[] =>
  thread.flatMap((message) =>
    message
      .split('\n')
      .map((line) => line.replace(/^\W*/, ''))
      .filter((line) => line.startsWith(`${name}: `))
      .map((line) => line.slice(name.length + 2)),
  );

const judgeMachine = (
  { id, computerDnsName: name }: MachineRecord,
  { actions }: SeveralSeen,
  thread: readonly string[],
): readonly Found[] => {
  const lines = linesOf(thread, name);
  const own = actions.filter(({ machineId }) => machineId === id);
  const kept = own.filter(({ status }) => status !== 'Cancelled');
  const text = thread.join('\n');
  const isTold = /Sent twice|Sent after all/.test(text) && own.every((action) => text.includes(action.id));
  if (own.length > 1 && (kept.length > 1 || !isTold)) {
    return [{ kind: 'doubled', says: `${own.length} Machine Actions on ${name}` }];
  }
  const [action] = own.length > 1 ? kept : own;
  if (action === undefined) {
    return lines.some((line) => WITHOUT_ACTION.test(line))
      ? []
      : [{ kind: 'lost', says: `it was approved, and of ${name} there is neither a Machine Action nor word` }];
  }
  const { status } = action;
  if (status === 'Pending' || status === 'InProgress') {
    return [{ kind: 'lost', says: `Machine Action ${action.id} on ${name} is still ${status}` }];
  }
  if (lines.some((line) => line.startsWith(`${status}, Machine Action ${action.id}`))) return [];
  return [{ kind: 'untold', says: `no line says that ${action.id} on ${name} came to ${status}` }];
};

/** One message of progress is at the end, and of several all but one are marked: what stays behind says of when it is. */
const judgeProgress = (thread: readonly string[], counts: string): readonly Found[] => {
  const messages = thread.filter((message) => PROGRESS.test(message));
  const atTheEnd = messages.filter((message) => PROGRESS.exec(message)?.[1] === counts);
  const left = messages.filter((message) => !atTheEnd.includes(message));
  return [
    ...(atTheEnd.length > 0 ? [] : [{ kind: 'untold', says: 'no message of its progress is at the end' } as const]),
    ...(left.length === 0 || atTheEnd.some((message) => message.includes(REPEAT))
      ? []
      : [{ kind: 'untrue', says: 'a message of its progress stays behind, and the other one is not marked' } as const]),
    ...left
      .filter((message) => !message.includes(' As of '))
      .map(
        () =>
          ({ kind: 'untrue', says: 'a message of its progress stays behind, and does not say of when it is' }) as const,
      ),
  ];
};

/** Each machine of a request that was approved has come to its one end, each is told, and so is what came of all. */
export const judgeSeveral = (request: SeveralSeen, machines: readonly MachineRecord[]): readonly Found[] => {
  const thread = request.cards.flatMap((card) => card.thread);
  const found = machines.flatMap((machine) => judgeMachine(machine, request, thread));
  if (found.length > 0) return found;
  const summaries = thread.filter((message) => SUMMARY.test(message));
  const [counts = null] = summaries.map((message) => SUMMARY.exec(message)).flatMap((match) => match?.[2] ?? []);
  if (counts === null) return [{ kind: 'untold', says: 'it is not summed up' }];
  const succeeded = machines.filter(({ id }) =>
    request.actions.some(({ machineId, status }) => machineId === id && status === 'Succeeded'),
  ).length;
  const isShown = request.cards.some(({ state }) => state.includes(counts));
  return [
    ...(summaries.filter((message) => !message.includes(REPEAT)).length > 1
      ? [{ kind: 'untrue', says: 'it is summed up twice, unmarked' } as const]
      : []),
    ...(Number(/(\d+) succeeded/.exec(counts)?.[1] ?? 0) === succeeded
      ? []
      : [{ kind: 'untrue', says: `it is summed up as “${counts}”, and ${succeeded} have succeeded` } as const]),
    ...judgeProgress(thread, counts),
    ...(isShown ? [] : [{ kind: 'untrue', says: `no card of it shows “${counts}”` } as const]),
  ];
};
