import { castLines } from './cast';

/** What can be typed at the prompt. */
export const helpLines = (): readonly string[] => [
  'What you can type:',
  '  /defender status          any command, as the person you act as; /defender help lists them',
  '  /defender isolate web-02  without a comment Twokey opens a form that asks for it',
  '  click Approve [n]         clicks a button: in your form, else in message [n], else in the newest that has it',
  '  fill Comment: words       fills an input of the form in front of you; form shows it again',
  '  submit, close             sends the form, or closes it',
  '  show                      the whole channel',
  '  machines                  what is in the simulated Defender',
  '  wait [seconds]            until nothing happens any more',
  '  help, quit',
  'Whom you can act as:',
  ...castLines(),
];
