import { parseCommand } from '../../src/domain/command';
import { readMention, withoutMarkup } from '../../src/domain/mention';

const US = 'U0TWOKEY';
const NBSP = '\u00a0';

/** What asking with this message comes to. */
const asked = (text: string) => {
  const mention = readMention(text, US);
  return mention.kind === 'asks' ? parseCommand(mention.text) : mention;
};

describe('a message that begins with a mention of us', () => {
  it.each([
    ['at once', '<@U0TWOKEY> restrict web-01 beaconing'],
    ['after white space', `  ${NBSP}<@U0TWOKEY> restrict web-01 beaconing`],
    ['by the older form with a name', '<@U0TWOKEY|twokey> restrict web-01 beaconing'],
    ['with a colon', '<@U0TWOKEY>: restrict web-01 beaconing'],
    ['with a comma', '<@U0TWOKEY>, restrict web-01 beaconing'],
    ['and of a colleague', '<@U0IDA> <@U0TWOKEY> restrict web-01 beaconing'],
    ['twice', '<@U0TWOKEY> <@U0TWOKEY> restrict web-01 beaconing'],
    ['on a line of its own', '<@U0TWOKEY>\nrestrict web-01 beaconing'],
    ['without a space', '<@U0TWOKEY>restrict web-01 beaconing'],
    ['with the name of the slash command', '<@U0TWOKEY> /defender restrict web-01 beaconing'],
    ['with non-breaking spaces', `<@U0TWOKEY>${NBSP}restrict${NBSP}web-01${NBSP}beaconing`],
    ['with a machine in smart quotes', '<@U0TWOKEY> restrict “web-01” beaconing'],
    ['with a machine as code', '<@U0TWOKEY> restrict `web-01` beaconing'],
    ['with a machine in bold', '<@U0TWOKEY> restrict *web-01* beaconing'],
    ['with a machine in italics', '<@U0TWOKEY> restrict _web-01_ beaconing'],
    ['with a machine in bold italics', '<@U0TWOKEY> restrict *_web-01_* beaconing'],
    ['with a verb in bold', '<@U0TWOKEY> *restrict* web-01 beaconing'],
    ['with verb and machine in bold', '<@U0TWOKEY> *restrict web-01* beaconing'],
    ['all in code', '<@U0TWOKEY> `restrict web-01 beaconing`'],
    ['all in a block of code', '<@U0TWOKEY> ```restrict web-01 beaconing```'],
    ['with the slash command in code', '<@U0TWOKEY> `/defender restrict web-01 beaconing`'],
  ])('asks: %s', (_, text) => {
    expect(asked(text)).toMatchObject({ kind: 'ask', verb: 'restrict', machines: ['web-01'], comment: 'beaconing' });
  });

  it.each([
    ['a linked name', '<http://web-01.contoso.com|web-01.contoso.com>', ['web-01.contoso.com']],
    ['a linked name in bold', '*<http://web-01.contoso.com|web-01.contoso.com>*', ['web-01.contoso.com']],
    ['linked names', '<http://a.corp|a.corp>,<http://b.corp|b.corp>', ['a.corp', 'b.corp']],
    ['names in bold', '*a*,*b*', ['a', 'b']],
    ['a name with a star', 'web-0*', ['web-0*']],
    ['a linked name without words', '<http://web-01.contoso.com>', ['web-01.contoso.com']],
    ['a linked name with a slash', '<http://web-01.contoso.com/>', ['web-01.contoso.com']],
    ['a name that was taken for a mail address', '<mailto:web@contoso.com|web@contoso.com>', ['web@contoso.com']],
  ])('asks for the machine as it was typed: %s', (_, typed, machines) => {
    expect(asked(`<@U0TWOKEY> restrict ${typed} beaconing`)).toMatchObject({ machines, comment: 'beaconing' });
  });

  it.each([
    ['entities, decoded once', 'to &lt;C2&gt; &amp; &amp;lt;more&amp;gt;', 'to <C2> & &lt;more&gt;'],
    ['a link as what it shows', 'see <https://wiki.example/a?b=1&amp;c=2|the runbook>', 'see the runbook'],
    ['a bare link as its address', 'see <https://wiki.example/a?b=1&amp;c=2>', 'see https://wiki.example/a?b=1&c=2'],
    ['a mail address', 'ask <mailto:ida@harbour.example|ida@harbour.example>', 'ask ida@harbour.example'],
    ['a channel', 'as said in <#C0INCIDENT|incident-1>', 'as said in #incident-1'],
    ['a channel without a name', 'as said in <#C0INCIDENT>', 'as said in #C0INCIDENT'],
    ['a channel with an empty name', 'as said in <#C0INCIDENT|>', 'as said in #C0INCIDENT'],
    ['a person', 'says <@U0IDA|Ida Holm>', 'says @Ida Holm'],
    ['a person without a name', 'says <@U0IDA>', 'says @U0IDA'],
    ['a group', 'for <!subteam^S0LEADS|@leads>', 'for @leads'],
    ['a group without a name', 'for <!subteam^S0LEADS>', 'for @S0LEADS'],
    ['everybody', '<!here> and <!channel|@channel>', '@here and @channel'],
    ['a moment', 'since <!date^1700000000^{date}|yesterday>', 'since yesterday'],
    ['smart quotes and dashes, untouched', '“beaconing” – it’s bad', '“beaconing” – it’s bad'],
    ['us, later on', 'asked with <@U0TWOKEY>', 'asked with @U0TWOKEY'],
    ['brackets that were typed', '1 &lt; 2 &gt; 1', '1 < 2 > 1'],
  ])('keeps the comment as people see it: %s', (_, typed, comment) => {
    expect(asked(`<@U0TWOKEY> restrict web-01 ${typed}`)).toMatchObject({ machines: ['web-01'], comment });
  });

  it('and nothing else asks for help', () => {
    expect(asked('<@U0TWOKEY>')).toEqual({ kind: 'help', verb: null });
  });
});

describe('a message that mentions us further on', () => {
  it.each([
    ['speaks of us', 'ask <@U0TWOKEY> restrict web-01 beaconing'],
    ['says what not to do', 'do not <@U0TWOKEY> isolate web-01 now'],
    ['quotes somebody', '&gt; <@U0TWOKEY> restrict web-01 beaconing'],
    ['is for somebody else', '<@U0IDA> restrict web-01, not with <@U0TWOKEY>'],
    ['has typed a mention that is none', '&lt;@U0TWOKEY&gt; restrict web-01 beaconing'],
    ['mentions somebody whose id begins like ours', '<@U0TWOKEY2> restrict web-01 beaconing'],
    ['is empty', ''],
  ])('asks for nothing: it %s', (_, text) => {
    expect(readMention(text, US)).toEqual({ kind: 'aside' });
  });
});

describe('text without markup', () => {
  it('is what it was where it has none', () => {
    expect(withoutMarkup('a &lt;b&gt; c > d')).toBe('a &lt;b&gt; c > d');
  });
});
