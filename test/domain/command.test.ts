import { actions } from '../../src/domain/catalogue';
import { type Command, parseCommand, unescapeSlack } from '../../src/domain/command';

const ask = (facts: Partial<Extract<Command, { kind: 'ask' }>>): Command => ({
  kind: 'ask',
  verb: 'isolate',
  machine: 'web-01',
  parameter: null,
  comment: 'because',
  ...facts,
});

describe('what is asked', () => {
  it.each<[string, string, Partial<Extract<Command, { kind: 'ask' }>>]>([
    ['a verb, a machine and a comment', 'isolate web-01 because', {}],
    ['in any case', 'ISOLATE web-01 because', {}],
    ['with blanks around and between', '  isolate \t web-01   because  ', {}],
    ['the machine exactly as typed', 'isolate Web-01.Contoso.com because', { machine: 'Web-01.Contoso.com' }],
    ['without a comment', 'isolate web-01', { comment: '' }],
    ['without a machine', 'isolate', { machine: '', comment: '' }],
    ['with a choice', 'isolate web-01 selective because', { parameter: 'selective' }],
    ['with a choice in any case', 'isolate web-01 FULL because', { parameter: 'full' }],
    ['with a choice and no comment', 'isolate web-01 selective', { parameter: 'selective', comment: '' }],
    ['with a choice of another action as a word', 'isolate web-01 quick because', { comment: 'quick because' }],
    ['with a choice that is only the start of a word', 'isolate web-01 fully owned', { comment: 'fully owned' }],
    ['with a choice that is not the first word', 'isolate web-01 a full one', { comment: 'a full one' }],
    ['of an action without a choice', 'release web-01 full stop', { verb: 'release', comment: 'full stop' }],
    [
      'on several lines',
      'isolate web-01 line one\nline two\r\nline three',
      { comment: 'line one\nline two\nline three' },
    ],
    ['with the comment on the next line', 'isolate web-01\nbecause', {}],
    ['with blanks within the comment kept', 'isolate web-01 a   b', { comment: 'a   b' }],
    ['a machine in quotes', 'isolate "web-01" because', {}],
    ['a machine in curly quotes', 'isolate “web-01” because', {}],
    ['a machine in backticks', 'isolate `web-01` because', {}],
    ['a machine with a comma behind it', 'isolate web-01, because', {}],
    [
      'a machine that Slack made a link',
      'isolate <http://web-01.corp|web-01.corp> because',
      { machine: 'web-01.corp' },
    ],
    ['a machine that Slack made a bare link', 'isolate <http://web-01.corp> because', { machine: 'web-01.corp' }],
    [
      'a quoted machine that Slack made a link',
      'isolate "<https://web-01.corp|web-01.corp>" x',
      { machine: 'web-01.corp', comment: 'x' },
    ],
    [
      'a machine whose link Slack escaped',
      'isolate &lt;http://web-01.corp|web-01.corp&gt; x',
      { machine: 'web-01.corp', comment: 'x' },
    ],
    ['a machine with marks of direction', 'isolate \u200eweb-01\u200f because', {}],
    ['a quoted machine with marks of direction', 'isolate \u200e"web-01"\u200f because', {}],
    ['a machine with control characters', 'isolate we\u0000b-01\u007f because', {}],
    ['a verb with a control character', 'iso\u0000late web-01 because', {}],
    ['a verb with marks of direction', '\u200eisolate web-01 because', {}],
    ['a choice with a zero-width space', 'isolate web-01 \u200bfull because', { parameter: 'full' }],
    ['an IP address', 'isolate 10.0.0.1 because', { machine: '10.0.0.1' }],
    ['a machine id', `isolate ${'a'.repeat(40)} because`, { machine: 'a'.repeat(40) }],
    ['a comment with marks of direction, kept', 'isolate web-01 \u202eabc\u202c', { comment: '\u202eabc\u202c' }],
    [
      'a comment that cannot be seen, kept for the one who judges it',
      'isolate web-01 \u200b\u200b',
      { comment: '\u200b\u200b' },
    ],
    ['a comment with control characters, without them', 'isolate web-01 a\u0000b\u001b[31mc', { comment: 'ab[31mc' }],
    ['a comment with half a character', 'isolate web-01 a\ud83d b', { comment: 'a\ufffd b' }],
    [
      'entities, decoded once',
      'isolate web-01 a &amp;lt; b &lt;!channel&gt; &quot;',
      { comment: 'a &lt; b <!channel> &quot;' },
    ],
    [
      'mentions, quotes, links and emoji codes as they are',
      'isolate web-01 <@U1> "<https://x|y>" :fire:',
      { comment: '<@U1> "<https://x|y>" :fire:' },
    ],
    [
      'the id of a request, to cancel',
      'cancel 7K3M9P2Q wrong one',
      { verb: 'cancel', machine: '7K3M9P2Q', comment: 'wrong one' },
    ],
  ])('is understood: %s', (_, text, facts) => {
    expect(parseCommand(text)).toEqual(ask(facts));
  });

  it('is understood with 3,000 characters of comment', () => {
    const comment = 'x'.repeat(3000);
    expect(parseCommand(`isolate web-01 ${comment}`)).toEqual(ask({ comment }));
  });
});

it.each([
  ['', { kind: 'help', verb: null }],
  ['   \n ', { kind: 'help', verb: null }],
  ['\u200b', { kind: 'help', verb: null }],
  ['help', { kind: 'help', verb: null }],
  ['HELP Isolate please', { kind: 'help', verb: 'isolate' }],
  ['help nonsense', { kind: 'help', verb: 'nonsense' }],
  ['status', { kind: 'status' }],
  ['history k7m\u00002qx', { kind: 'history', requestId: 'K7M2QX' }],
  ['Status of everything', { kind: 'status' }],
] as const)('%j is %j', (text, command) => {
  expect(parseCommand(text)).toEqual(command);
});

describe('a refusal', () => {
  const nextFor = (text: string): string => {
    const command = parseCommand(text);
    return command.kind === 'refused' ? `${command.refusal.code}: ${command.refusal.next}` : command.kind;
  };

  it.each([
    ['islate', 'isolate'],
    ['siolate', 'isolate'],
    ['isolatee', 'isolate'],
    ['relaese', 'release'],
    ['unrestict', 'unrestrict'],
    ['sacn', 'scan'],
    ['isolate,', 'isolate'],
    ['isol', 'isolate'],
    ['stat', 'status'],
    ['hepl', 'help'],
  ])('of “%s” asks whether “%s” was meant', (word, meant) => {
    expect(nextFor(`${word} web-01 x`)).toMatch(/^unknown-verb: Did you mean .*\? \/defender help lists every verb\.$/);
    expect(nextFor(`${word} web-01 x`)).toContain(`“${meant}”`);
  });

  it.each(['zzz', 'constructor', '__proto__', 'toString', '🔥', '<@U1>', 'x'.repeat(3000)])(
    'of “%.20s” points to help',
    (word) => {
      expect(nextFor(`${word} web-01`)).toBe('unknown-verb: Type /defender help to see every verb.');
    },
  );

  it('says the word as it was typed', () => {
    expect(parseCommand('Frobnicate web-01')).toMatchObject({
      refusal: { says: '“Frobnicate” is not something that Twokey can do.' },
    });
  });

  it.each([
    ['isolate web-01,web-02 because', 'You named 2 machines: web-01, web-02. One request is for one machine.'],
    ['isolate web-01,web-02,,db-1, x', 'You named 3 machines: web-01, web-02, db-1. One request is for one machine.'],
    ['isolate "web-01,web-02" x', 'You named 2 machines: web-01, web-02. One request is for one machine.'],
  ])('of %j names them all', (text, says) => {
    expect(parseCommand(text)).toMatchObject({ kind: 'refused', refusal: { code: 'several-machines', says } });
  });
});

it('every verb of the catalogue is a command', () => {
  for (const { verb } of actions) expect(parseCommand(`${verb} web-01 x`)).toMatchObject({ kind: 'ask', verb });
});

it.each(['&', '&amp', '&amp;amp;', '&#60;', '&lt;&gt;', 'a\u0000'])('reads %j without throwing', (text) => {
  expect(() => parseCommand(`isolate ${text} ${text}`)).not.toThrow();
});

it('entities are decoded once, and only the three that Slack makes', () => {
  expect(unescapeSlack('&amp;lt; &lt; &gt; &quot; &AMP; &')).toBe('&lt; < > &quot; &AMP; &');
});
