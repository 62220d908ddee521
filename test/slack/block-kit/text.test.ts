import {
  cut,
  cutEscaped,
  escapeMrkdwn,
  inert,
  mrkdwn,
  oneLine,
  pieces,
  plain,
  visible,
} from '../../../src/slack/block-kit/text';
import { dateToken, groupToken, linkToken, userToken } from '../../../src/slack/block-kit/tokens';

describe('text for display', () => {
  test.each([
    ['bidirectional marks', 'a\u202Eb\u2066c\u2069d\u200Fe\u061Cf', 'abcdef'],
    ['zero-width characters', 'a\u200Bb\u200Cc\u200Dd\uFEFFe\u2060f', 'abcdef'],
    ['control characters', 'a\u0000b\u001Bc\u007Fd', 'abcd'],
    ['other line ends', 'a\r\nb\rc\u2028d\u0085e', 'a\nb\nc\nd\ne'],
    ['walls of empty lines', 'a\n\n\n \n\t\n\nb', 'a\n\nb'],
    ['half a surrogate pair', 'a\uD83Db', 'a\uFFFDb'],
  ])('is rid of %s', (_, typed, shown) => {
    expect(visible(typed)).toBe(shown);
  });

  test('keeps letters of every script, emoji and single empty lines', () => {
    expect(visible('שלום Ünïcode 😀\n\nnext')).toBe('שלום Ünïcode 😀\n\nnext');
  });

  test('is one line where one line is meant, and never empty', () => {
    expect(oneLine(' a\n\tb   c ')).toBe('a b c');
    expect(oneLine('\u200B \u202E')).toBe('(blank)');
  });

  test('is not read for emoji in plain text, nor for links in markup', () => {
    expect(plain(':x:', 10)).toEqual({ type: 'plain_text', text: ':x:', emoji: false });
    expect(mrkdwn('x', 10)).toEqual({ type: 'mrkdwn', text: 'x', verbatim: true });
  });
});

describe('shortening', () => {
  test('keeps what fits and marks what does not', () => {
    expect(cut('12345', 5)).toBe('12345');
    expect(cut('123456', 5)).toBe('1234…');
  });

  test('never cuts a surrogate pair', () => {
    for (let max = 2; max < 9; max++) {
      expect(cut('a😀😀😀😀😀', max).isWellFormed()).toBe(true);
      expect(cut('a😀😀😀😀😀', max).length).toBeLessThanOrEqual(max);
    }
  });

  test('never cuts an entity or a token', () => {
    const escaped = escapeMrkdwn('<<<<&&&&>>>>');
    for (let max = 2; max < escaped.length; max++) {
      const shorter = cutEscaped(escaped, max);
      expect(shorter.length).toBeLessThanOrEqual(max);
      expect(shorter).toMatch(/^(&lt;|&amp;|&gt;)*…$/);
    }
    expect(cutEscaped(`by ${dateToken(0)} or so`, 20)).toBe('by …');
  });

  test('into pieces loses nothing', () => {
    const text = `${'😀'.repeat(50)}x`;
    expect(pieces(text, 7).join('')).toBe(text);
    expect(pieces(text, 7).every((piece) => piece.length <= 7 && piece.isWellFormed())).toBe(true);
  });
});

describe('foreign words in markup', () => {
  test('cannot become mentions, links or emoji', () => {
    expect(inert('<!channel> <@U1> & :x: :100:')).toBe('&lt;!channel&gt; &lt;@U1&gt; &amp; :\u2060x: :\u2060100:');
  });

  test('stay as they are where they are harmless', () => {
    expect(inert('at 12:30:45 on web-01, port 443:tcp')).toBe('at 12:30:45 on web-01, port 443:tcp');
  });
});

describe('tokens', () => {
  test('show a moment in the reader’s time zone, with ISO time as the fallback', () => {
    expect(dateToken(1_763_805_600_999)).toBe(
      '<!date^1763805600^{date_short_pretty} {time_secs}|2025-11-22T10:00:00.999Z>',
    );
  });

  test.each([Number.NaN, -62_135_596_800_000, Number.POSITIVE_INFINITY])('survive %p as a moment', (at) => {
    expect(dateToken(at)).toBe('an unknown time');
  });

  test('are made of ids only', () => {
    expect(groupToken('S0LEADS')).toBe('<!subteam^S0LEADS>');
    expect(userToken('U0IDA')).toBe('<@U0IDA>');
    expect(userToken('U1> <!channel')).toBe('U1&gt; &lt;!channel');
    expect(groupToken('channel')).toBe('channel');
  });

  test('cannot be broken out of by a link', () => {
    expect(linkToken('https://a.example/?x=1&y=2', 'a|b<c>')).toBe('<https://a.example/?x=1&amp;y=2|a/b&lt;c&gt;>');
    expect(linkToken('https://a.example/|x> <!channel', 'card')).toBe('card');
  });
});
