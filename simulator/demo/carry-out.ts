import type { Interaction } from '../slack/people/actor';
import type { Person } from '../slack/people/person';
import type { SeedUser } from '../slack/seed';
import type { SlackSimulator } from '../slack/slack-simulator';
import type { Message } from '../slack/workspace/messages';
import type { View } from '../slack/workspace/views';
import { castLines, INCIDENT, personCalled } from './cast';
import { controlCalled, controlsOf } from './controls';
import { fillInput } from './fill-input';
import type { Instruction } from './instruction';
import type { Numbering } from './numbering';

/** The person at the prompt, and what they do in the simulated Slack. */
export interface Player {
  readonly who: () => SeedUser;
  /** The form in front of them. */
  readonly form: () => View | undefined;
  /** Does it, and resolves with what there is to tell; throws where Slack's client would not let them. */
  readonly carryOut: (instruction: Deed) => Promise<readonly string[]>;
}

export type Deed = Extract<Instruction, { readonly kind: 'as' | 'command' | 'click' | 'fill' | 'submit' | 'close' }>;

const problems = ({ status }: Interaction): readonly string[] =>
  status === 200 ? [] : [`Twokey did not acknowledge this: ${status}.`];

export const createPlayer = (slack: SlackSimulator, numbering: Numbering, first: SeedUser): Player => {
  let who = first;
  const person = (): Person => slack.as(who.id);
  const form = () => person().openView();
  const openForm = (): View => {
    const view = form();
    if (view === undefined) throw new Error(`There is no form in front of ${who.realName}.`);
    return view;
  };

  const visible = (): readonly Message[] =>
    [...slack.channel(INCIDENT).everything(), ...slack.ephemerals({ user: who.id, channel: INCIDENT })]
      .filter(({ deleted }) => !deleted)
      .sort((a, b) => Number(b.ts) - Number(a.ts));

  const target = (name: string, number: number | null): View | Message => {
    const view = form();
    if (number !== null) {
      const message = numbering.messageWith(number);
      if (message === undefined) throw new Error(`There is no message [${number}]; show lists them.`);
      if (controlCalled(message, name) !== undefined) return message;
      throw new Error(
        `Message [${number}] has no '${name}'; it has: ${controlsOf(message).join(', ') || 'no buttons'}.`,
      );
    }
    if (view !== undefined && controlCalled(view, name) !== undefined) return view;
    const message = visible().find((each) => controlCalled(each, name) !== undefined);
    if (message !== undefined) return message;
    const offered = [...new Set([...(view === undefined ? [] : [view]), ...visible()].flatMap(controlsOf))];
    throw new Error(`${who.realName} sees no '${name}'; there is: ${offered.join(', ') || 'nothing to click'}.`);
  };

  const as = (name: string): readonly string[] => {
    const found = personCalled(name);
    if (found === undefined && name !== '')
      throw new Error(`Nobody here is called '${name}'. You can act as:\n${castLines().join('\n')}`);
    who = found ?? who;
    return [`You act as ${who.realName}.`, ...(found === undefined ? ['You can act as:', ...castLines()] : [])];
  };

  const carryOut = async (deed: Deed): Promise<readonly string[]> => {
    switch (deed.kind) {
      case 'as':
        return as(deed.name);
      case 'command':
        return problems(await person().command(INCIDENT, deed.line));
      case 'click': {
        const where = target(deed.name, deed.number);
        return problems(await person().click(where, controlCalled(where, deed.name) ?? deed.name));
      }
      case 'fill':
        await fillInput(person(), openForm(), deed.label, deed.words);
        return [];
      case 'submit': {
        const submission = await person().submit(openForm());
        const complaints = Object.entries(submission.errors ?? {}).map(([label, words]) => `  ${label}: ${words}`);
        return [...problems(submission), ...(complaints.length > 0 ? ['The form was not taken:', ...complaints] : [])];
      }
      case 'close':
        await person().closeView(openForm());
        return ['Closed.'];
    }
  };

  return { who: () => who, form, carryOut };
};
