import type { Message } from '../block-kit/message';
import { containedMessage, requestsShown } from '../messages/contained';
import { helpMessage } from '../messages/help';
import { machineMessage, requestsOnMachine } from '../messages/machine-answer';
import { refusalMessage } from '../messages/whispers';
import { whichMachineMessage } from '../messages/why';
import type { ListenerNeeds } from './listener-needs';
import type { ReplyAddress } from './reply-address';

type Needs = Pick<ListenerNeeds, 'flow' | 'whisper' | 'look' | 'cardLink'>;

/** Addresses of cards, by request id. */
export const linksOf = async (
  { cardLink }: Pick<ListenerNeeds, 'cardLink'>,
  requestIds: readonly string[],
): Promise<ReadonlyMap<string, string | null>> =>
  new Map(await Promise.all(requestIds.map(async (id) => [id, await cardLink(id)] as const)));

/** Tells one person what is isolated or restricted now. */
export const tellContained = async (needs: Needs, to: ReplyAddress): Promise<void> => {
  const { flow, whisper } = needs;
  const told = await flow.contained(to.personId);
  if (told.kind === 'refused') return whisper(to, refusalMessage(told.refusal, { cardLink: null, draftId: null }));
  await whisper(to, containedMessage(told.now, await linksOf(needs, requestsShown(told.now))));
};

/** What is known of a machine, or why it is not told to this person. */
export const machineAnswer = async (
  needs: Omit<Needs, 'whisper'>,
  personId: string,
  name: string,
): Promise<Message> => {
  const { flow, look } = needs;
  const told = await flow.machine(personId, name);
  switch (told.kind) {
    case 'refused':
      return refusalMessage(told.refusal, { cardLink: null, draftId: null });
    case 'several':
      return whichMachineMessage(name, told.candidates);
    case 'machine':
      return machineMessage(
        { asked: name, ...told },
        await linksOf(needs, requestsOnMachine(told.story)),
        await look(),
      );
  }
};

/** Tells one person what is known of a machine. */
export const tellMachine = async (needs: Needs, to: ReplyAddress, name: string): Promise<void> =>
  needs.whisper(to, name === '' ? helpMessage('machine') : await machineAnswer(needs, to.personId, name));
