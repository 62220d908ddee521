import fc from 'fast-check';
import { readMessage } from '../../src/domain/reading-messages';

const MD5 = 'd41d8cd98f00b204e9800998ecf8427e';
const SHA1 = 'da39a3ee5e6b4b0d3255bfef95601890afd80709';
const SHA256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

const nothing = { names: [], linkedNames: [], words: [], ids: [], hashes: [], addresses: [] };
const read = (text: string) => readMessage({ text });

describe('a message', () => {
  it.each([
    ['a name', 'web-01.contoso.com is odd', { names: ['web-01.contoso.com'] }],
    ['a name at the end of a sentence', 'Look at web-01.contoso.com.', { names: ['web-01.contoso.com'] }],
    ['a name in brackets', '(web-01.contoso.com)', { names: ['web-01.contoso.com'] }],
    ['names with commas between', 'a1.contoso.com,b2.contoso.com', { names: ['a1.contoso.com', 'b2.contoso.com'] }],
    ['a name twice', 'WEB-01.contoso.com web-01.contoso.com', { names: ['WEB-01.contoso.com'] }],
    ['a name that Slack linked', '<http://web-01.contoso.com|web-01.contoso.com>', { names: ['web-01.contoso.com'] }],
    ['a name as code', '`web-01.contoso.com`', { names: ['web-01.contoso.com'] }],
    ['short names', 'web-01 and srv7, DESKTOP-4F9A', { words: ['web-01', 'srv7', 'DESKTOP-4F9A'] }],
    ['a short name behind a domain', 'CONTOSO\\web-01', { words: ['web-01'] }],
    ['an address', 'from 10.1.2.3:443.', { addresses: ['10.1.2.3'] }],
    ['an address nobody can click', '10[.]1[.]2[.]3 and 10.1.2(.)4', { addresses: ['10.1.2.3', '10.1.2.4'] }],
    ['an address in words', '10[dot]1[dot]2[dot]3', { addresses: ['10.1.2.3'] }],
    [
      'IPv6 addresses',
      'fe80::1ff:fe23:4567:890a, 2001:db8:0:0:0:0:0:1',
      {
        addresses: ['fe80::1ff:fe23:4567:890a', '2001:db8:0:0:0:0:0:1'],
      },
    ],
    ['an address in a link', '<http://10.9.8.7/gate.php>', { addresses: ['10.9.8.7'] }],
    ['a link', '<https://evil.example/a/b.exe?c=d.example|click>', { linkedNames: ['evil.example'] }],
    ['a link nobody can click', 'hxxps://evil[.]example/stage2', { linkedNames: ['evil.example'] }],
    ['a link with its colon in brackets', 'hxxp[:]//evil[.]example/x', { linkedNames: ['evil.example'] }],
    ['a name nobody can click', 'evil[.]example', { linkedNames: ['evil.example'] }],
    ['a SHA-256', `file ${SHA256}`, { hashes: [SHA256] }],
    ['an MD5', MD5.toUpperCase(), { hashes: [MD5] }],
    ['40 hex characters', `${SHA1}.`, { ids: [SHA1] }],
    ['a hash in a link', `<https://vt.example/gui/file/${SHA256}>`, { hashes: [SHA256], linkedNames: ['vt.example'] }],
  ])('holds %s', (_, text, holds) => {
    expect(read(text)).toEqual({ ...nothing, ...holds });
  });

  it.each([
    ['words', 'Please look at the mail server, exchange is slow. It began at 12:30:45 or 1:02'],
    ['a mail address', 'write to rosa.diaz@harbour.example'],
    ['names of files', 'rundll32.exe loads evil.dll from invoice.docx'],
    ['a network', 'everything in 10.0.0.0/8 and fe80::/10'],
    ['a version', 'Windows 10.0.19045.3570'],
    ['no address', '999.1.2.3'],
    ['a MAC address', '00:11:22:33:44:55'],
    ['a longer row of hex', 'a'.repeat(65)],
    ['mentions', '<@U0ROSA> <!here> <#C0INCIDENT|incident-1> <!subteam^S0LEADS>'],
    ['numbers', '1, 22, 333.4 and 3.14'],
  ])('with %s holds no name, hash or address', (_, text) => {
    expect({ ...read(text), words: [] }).toEqual(nothing);
  });

  it('is not taken for a name of a machine where it is a word, a mention or a file', () => {
    const text =
      'Exchange is slow: <@U0ROSA-1> <#C0INCIDENT|incident-1> <!subteam^S0LEADS|@tier-1>, see mail-setup.exe';
    expect(read(text).words).toEqual([]);
  });

  it('is read in its blocks, and in the attachments of alerts, too', () => {
    const rich = (elements: readonly unknown[]) => ({
      type: 'rich_text',
      elements: [{ type: 'rich_text_section', elements }],
    });
    const message = {
      text: 'Alert',
      blocks: [
        { type: 'header', text: { type: 'plain_text', text: 'On db-02.contoso.com' } },
        rich([
          { type: 'text', text: 'seen ' },
          { type: 'link', url: 'http://web-01.contoso.com', text: 'web-01.contoso.com' },
        ]),
        { type: 'section', fields: [{ type: 'mrkdwn', text: `*Hash*\n\`${SHA1}\`` }] },
        { type: 'context', elements: [{ type: 'mrkdwn', text: 'from 10.1.2.3' }] },
      ],
      attachments: [
        { fallback: 'x', fields: [{ title: 'Device', value: 'srv-09', short: true }] },
        { blocks: [{ type: 'section', text: { type: 'mrkdwn', text: `${MD5} &amp; evil[.]example` } }] },
      ],
    };
    expect(readMessage(message)).toEqual({
      names: ['db-02.contoso.com', 'web-01.contoso.com'],
      linkedNames: ['evil.example'],
      words: ['srv-09'],
      ids: [SHA1],
      hashes: [MD5],
      addresses: ['10.1.2.3'],
    });
  });

  it('is not read for what only machines see in it', () => {
    const hidden = { bot_id: 'B0-1', user: 'U0-1', metadata: { event_payload: { a: 'x.example' } }, block_id: 'a-1' };
    expect(readMessage({ text: 'nothing', ...hidden, blocks: [{ type: 'divider', block_id: 'b-2' }] })).toEqual(
      nothing,
    );
  });

  it('may be anything at all, deep or long, and is read in little time', () => {
    fc.assert(
      fc.property(fc.anything(), (junk) => {
        readMessage(junk);
        readMessage({ text: junk, blocks: [junk], attachments: [{ fields: [junk] }] });
      }),
    );
    const deep = Array.from({ length: 5_000 }).reduce<unknown>((inner) => ({ elements: [inner] }), 'web-01');
    expect(readMessage({ blocks: [deep] })).toEqual(nothing);
    const began = performance.now();
    for (const text of ['a.', 'a-', '[.]', '::', '1.', 'a'.repeat(41), '<', 'http://', 'x@']) {
      readMessage({ text: text.repeat(60_000) });
    }
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});
