import { actions } from '../../src/domain/catalogue';
import { type Command, parseCommand, unescapeSlack } from '../../src/domain/command';

const ask = (facts: Partial<Extract<Command, { kind: 'ask' }>>): Command => ({
  kind: 'ask',
  verb: 'isolate',
  machines: ['web-01'],
  parameter: null,
  forMs: null,
  comment: 'because',
  ...facts,
});

describe('what is asked', () => {
  it.each<[string, string, Partial<Extract<Command, { kind: 'ask' }>>]>([
    ['a verb, a machine and a comment', 'isolate web-01 because', {}],
    ['in any case', 'ISOLATE web-01 because', {}],
    ['with blanks around and between', '  isolate \t web-01   because  ', {}],
    ['the machine exactly as typed', 'isolate Web-01.Contoso.com because', { machines: ['Web-01.Contoso.com'] }],
    ['without a comment', 'isolate web-01', { comment: '' }],
    ['without a machine', 'isolate', { machines: [], comment: '' }],
    ['with a choice', 'isolate web-01 selective because', { parameter: 'selective' }],
    ['with a choice in any case', 'isolate web-01 FULL because', { parameter: 'full' }],
    ['with a choice and no comment', 'isolate web-01 selective', { parameter: 'selective', comment: '' }],
    ['with a choice of another action as a word', 'isolate web-01 quick because', { comment: 'quick because' }],
    ['with a choice that is only the start of a word', 'isolate web-01 fully owned', { comment: 'fully owned' }],
    ['with a choice that is not the first word', 'isolate web-01 a full one', { comment: 'a full one' }],
    ['for a time', 'isolate web-01 for 4h because', { forMs: 14_400_000 }],
    ['for a time in words', 'isolate web-01 for 4 hours because', { forMs: 14_400_000 }],
    ['for a time in words with a comma', 'isolate web-01 for 90 min, because', { forMs: 5_400_000 }],
    ['for what is no time', 'isolate web-01 for 4 hosts', { comment: 'for 4 hosts' }],
    [
      'with a choice and for a time',
      'isolate web-01 selective for 90m because',
      { parameter: 'selective', forMs: 5_400_000 },
    ],
    ['for a time and with a choice', 'isolate web-01 FOR 3D full because', { parameter: 'full', forMs: 259_200_000 }],
    ['for a time, without a comment', 'restrict web-01 for 7d', { verb: 'restrict', forMs: 604_800_000, comment: '' }],
    ['with “for” and no time behind it', 'isolate web-01 for Rosa', { comment: 'for Rosa' }],
    ['with “for” and half a time', 'isolate web-01 for 4', { comment: 'for 4' }],
    ['with a time later in the comment', 'isolate web-01 held for 4h', { comment: 'held for 4h' }],
    ['with a second time', 'isolate web-01 for 4h for 2h', { forMs: 14_400_000, comment: 'for 2h' }],
    ['of what contains nothing, for a time', 'scan web-01 for 4h', { verb: 'scan', comment: 'for 4h' }],
    ['of what undoes, for a time', 'release web-01 for 4h', { verb: 'release', comment: 'for 4h' }],
    ['of an action without a choice', 'release web-01 full stop', { verb: 'release', comment: 'full stop' }],
    ['with a choice and a comma', 'scan web-01 full, because', { verb: 'scan', parameter: 'full' }],
    ...['fuel', 'fully', 'null', 'quickly', 'fullness', 'FULLY', 'select', 'f'].map(
      (word): [string, string, Partial<Extract<Command, { kind: 'ask' }>>] => [
        `with a comment that begins with “${word}”, which is somewhat like a choice`,
        `isolate web-01 ${word} and more`,
        { comment: `${word} and more` },
      ],
    ),
    ['with QUIC traffic', 'scan web-01 quic traffic', { verb: 'scan', comment: 'quic traffic' }],
    ['with a slip after the choice', 'isolate web-01 full fulll', { parameter: 'full', comment: 'fulll' }],
    ['with the choice of another action, nearly', 'isolate web-01 quik', { comment: 'quik' }],
    ['with what happened so long ago', 'isolate web-01 4h ago', { comment: '4h ago' }],
    ['with what has been so for so long', 'isolate web-01 2d of beaconing', { comment: '2d of beaconing' }],
    ['with a number', 'isolate web-01 4 hosts', { comment: '4 hosts' }],
    ['with a word that begins like a time', 'isolate web-01 4ham', { comment: '4ham' }],
    ['of what contains nothing, with a time', 'scan web-01 4h', { verb: 'scan', comment: '4h' }],
    [
      'on several lines',
      'isolate web-01 line one\nline two\r\nline three',
      { comment: 'line one\nline two\nline three' },
    ],
    ['with the comment on the next line', 'isolate web-01\nbecause', {}],
    ['with blanks within the comment kept', 'isolate web-01 a   b', { comment: 'a   b' }],
    ['a machine in quotes', 'isolate "web-01" because', {}],
    ['a machine in bold', 'isolate *web-01* because', {}],
    [
      'a machine as linked code',
      'isolate `<http://web-01.corp|web-01.corp>` x',
      { machines: ['web-01.corp'], comment: 'x' },
    ],
    ['a choice in bold', 'isolate web-01 *full* because', { parameter: 'full' }],
    [
      'a file as code',
      `quarantine web-01 \`${'a'.repeat(40)}\` because`,
      { verb: 'quarantine', parameter: 'a'.repeat(40) },
    ],
    ['a machine in curly quotes', 'isolate “web-01” because', {}],
    ['a machine in backticks', 'isolate `web-01` because', {}],
    ['a machine with a comma behind it and no comment yet', 'isolate web-01, ', { comment: '' }],
    ['several machines', 'isolate web-01,web-02 because', { machines: ['web-01', 'web-02'] }],
    ['several machines, each once', 'isolate web-01,,web-02,web-01 because', { machines: ['web-01', 'web-02'] }],
    ['several machines in quotes', 'isolate "web-01,web-02" because', { machines: ['web-01', 'web-02'] }],
    [
      'several machines and a choice',
      'isolate web-01,web-02 selective because',
      { machines: ['web-01', 'web-02'], parameter: 'selective' },
    ],
    [
      'a machine that Slack made a link',
      'isolate <http://web-01.corp|web-01.corp> because',
      { machines: ['web-01.corp'] },
    ],
    ['a machine that Slack made a bare link', 'isolate <http://web-01.corp> because', { machines: ['web-01.corp'] }],
    [
      'a quoted machine that Slack made a link',
      'isolate "<https://web-01.corp|web-01.corp>" x',
      { machines: ['web-01.corp'], comment: 'x' },
    ],
    [
      'a machine whose link Slack escaped',
      'isolate &lt;http://web-01.corp|web-01.corp&gt; x',
      { machines: ['web-01.corp'], comment: 'x' },
    ],
    ['a machine with marks of direction', 'isolate \u200eweb-01\u200f because', {}],
    ['a quoted machine with marks of direction', 'isolate \u200e"web-01"\u200f because', {}],
    ['a machine with control characters', 'isolate we\u0000b-01\u007f because', {}],
    ['a verb with a control character', 'iso\u0000late web-01 because', {}],
    ['a verb with marks of direction', '\u200eisolate web-01 because', {}],
    ['a choice with a zero-width space', 'isolate web-01 \u200bfull because', { parameter: 'full' }],
    ['an IP address', 'isolate 10.0.0.1 because', { machines: ['10.0.0.1'] }],
    ['a machine id', `isolate ${'a'.repeat(40)} because`, { machines: ['a'.repeat(40)] }],
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
      'a file by its SHA-1, kept in lower case',
      'quarantine web-01 DA39A3EE5E6B4B0D3255BFEF95601890AFD80709 dropper',
      { verb: 'quarantine', parameter: 'da39a3ee5e6b4b0d3255bfef95601890afd80709', comment: 'dropper' },
    ],
    ['a file that is missing', 'quarantine web-01 a dropper', { verb: 'quarantine', comment: 'a dropper' }],
    [
      'the id of a request, to cancel',
      'cancel 7K3M9P2Q wrong one',
      { verb: 'cancel', machines: ['7K3M9P2Q'], comment: 'wrong one' },
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
  ['restrict web-01 4h beaconing', 'time-without-for', 'restrict MACHINE for 4h, and why'],
  ['isolate web-01 90m', 'time-without-for', 'for 90m'],
  ['isolate web-01 2d, beaconing', 'time-without-for', 'Wanted for 2 days'],
  ['isolate web-01 4hours beaconing', 'time-without-for', 'for 4h'],
  ['isolate web-01 selective 4h beaconing', 'time-without-for', 'for 4h'],
  ['isolate web-01 fulll beaconing', 'nearly-a-choice', 'isolate MACHINE full, and why'],
  ['isolate web-01,web-02 Ful beaconing', 'nearly-a-choice', 'MACHINE full'],
  ['isolate web-01 selectve, beaconing', 'nearly-a-choice', 'MACHINE selective'],
  ['isolate web-01 for 4h fulll', 'nearly-a-choice', 'MACHINE full'],
  ['scan web-01 quik odd files', 'nearly-a-choice', 'scan MACHINE quick'],
  ['why scan web-01 qiuck', 'nearly-a-choice', 'scan MACHINE quick'],
])('nothing is guessed in “%s”: %s, and how to write it', (text, code, next) => {
  const refusal = { code, next: expect.stringContaining(next) };
  expect(parseCommand(text)).toMatchObject({ kind: 'refused', refusal });
});

it.each([
  ['', { kind: 'help', verb: null }],
  ['   \n ', { kind: 'help', verb: null }],
  ['\u200b', { kind: 'help', verb: null }],
  ['help', { kind: 'help', verb: null }],
  ['HELP Isolate please', { kind: 'help', verb: 'isolate' }],
  ['help nonsense', { kind: 'help', verb: 'nonsense' }],
  ['status', { kind: 'status' }],
  ['history k7m\u00002qx', { kind: 'history', subject: 'k7m2qx' }],
  ['history <http://web-01.contoso.com|web-01.contoso.com>,', { kind: 'history', subject: 'web-01.contoso.com' }],
  ['history', { kind: 'history', subject: '' }],
  ['contained', { kind: 'contained' }],
  ['CONTAINED now', { kind: 'contained' }],
  ['machine “WEB-01”', { kind: 'machine', name: 'WEB-01' }],
  ['machine', { kind: 'machine', name: '' }],
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
    ['machin', 'machine'],
    ['contianed', 'contained'],
    ['constructor', 'contained'],
    ['hepl', 'help'],
  ])('of “%s” asks whether “%s” was meant', (word, meant) => {
    expect(nextFor(`${word} web-01 x`)).toMatch(/^unknown-verb: Did you mean .*\? \/defender help lists every verb\.$/);
    expect(nextFor(`${word} web-01 x`)).toContain(`“${meant}”`);
  });

  it.each(['zzz', 'hasOwnProperty', '__proto__', 'toString', '🔥', '<@U1>', 'x'.repeat(3000)])(
    'of “%.20s” points to help',
    (word) => {
      expect(nextFor(`${word} web-01`)).toBe('unknown-verb: Type /defender help to see every verb.');
    },
  );

  it.each([
    ['a'.repeat(64), 'is a SHA-256; Defender takes SHA-1 only, which is 40 hexadecimal characters.'],
    ['A'.repeat(32), 'is an MD5; Defender takes SHA-1 only, which is 40 hexadecimal characters.'],
    ['a'.repeat(39), 'is no SHA-1, which is 40 hexadecimal characters.'],
  ])('of the hash %s says what it is', (hash, says) => {
    const refusal = { code: 'not-a-sha1', says: `“${hash.toLowerCase()}” ${says}` };
    expect(parseCommand(`quarantine web-01 ${hash} dropper`)).toMatchObject({ kind: 'refused', refusal });
  });

  it('says the word as it was typed', () => {
    expect(parseCommand('Frobnicate web-01')).toMatchObject({
      refusal: { says: '“Frobnicate” is not something that Twokey can do.' },
    });
  });

  it.each([
    ['why isolate web-01,web-02', 'You named 2: web-01 and web-02. /defender why takes one at a time.'],
    ['cancel 7K3M9P2Q,7K3M9P2R x', 'You named 2: 7K3M9P2Q and 7K3M9P2R. /defender cancel takes one at a time.'],
  ])('of %j, which takes one at a time, names them all', (text, says) => {
    expect(parseCommand(text)).toMatchObject({ kind: 'refused', refusal: { code: 'several-machines', says } });
  });

  it.each([
    ['isolate web-01, web-02 because', 'web-01,web-02'],
    ['isolate web-01,web-02,, db-1 x', 'web-02,db-1'],
    ['isolate web-01, because', 'web-01,because'],
  ])('of %j says that the list would be cut off, and how to write it', (text, list) => {
    const command = parseCommand(text);
    expect(command).toMatchObject({ kind: 'refused', refusal: { code: 'list-cut-off' } });
    expect(nextFor(text)).toContain(`with commas and no spaces: ${list}.`);
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

describe('what Defender can do and Twokey does not offer', () => {
  it.each([
    ['investigate', 'investigation-ended', '/defender scan MACHINE full'],
    ['contain', 'contain-not-offered', 'Contain and release them in the Defender portal.'],
    ['live', 'live-response-not-offered', 'live response session in the Defender portal'],
    ['liveresponse', 'live-response-not-offered', '/defender collect MACHINE'],
    ['RUN', 'live-response-not-offered', '/defender quarantine MACHINE SHA1'],
  ])('%s is refused with the reason and with what to do instead', (verb, code, instead) => {
    const command = parseCommand(`${verb} web-01 because`);
    expect(command).toMatchObject({ kind: 'refused', refusal: { code } });
    expect(command.kind === 'refused' ? command.refusal.next : '').toContain(instead);
  });
});
