import { byMention } from '../../../src/slack/messages/by-mention';
import { whisperMessage } from '../../../src/slack/messages/whisper';

const told = whisperMessage({
  paragraphs: [['Type /defender status, or ', { code: '/defender help' }, '. Rosa wrote “/defender is slow”.']],
  lists: [{ title: ['See'], items: [['/defender history X', { url: 'https://x.example/defender ', words: 'there' }]] }],
  lines: ['or `/defender why`'],
  typed: '/defender isolat web-01',
});

it('commands are told as mentions, and what people wrote is told as they wrote it', () => {
  const { text, blocks } = byMention(told);
  const words = JSON.stringify(blocks);
  for (const said of [
    'Type @Twokey status',
    '"@Twokey help"',
    '“/defender is slow”',
    '@Twokey history X',
    '`@Twokey why`',
  ])
    expect(words).toContain(said);
  expect(words).toContain('"/defender isolat web-01"');
  expect(words).toContain('https://x.example/defender ');
  expect(text).toContain('Type @Twokey status');
});

it('what is no command stays as it is', () => {
  const plain = whisperMessage({ paragraphs: [['The file /defenders and the folder /defender/x']] });
  expect(byMention(plain)).toEqual(plain);
});
