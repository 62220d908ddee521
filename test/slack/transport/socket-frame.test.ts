import { readFrame } from '../../../src/slack/transport/socket-frame';

const read = (frame: unknown) => readFrame(JSON.stringify(frame)).kind;

describe('a frame of Socket Mode', () => {
  it.each([
    { type: 'hello', num_connections: 1 },
    { type: 'slash_commands', envelope_id: 'e', payload: {} },
    { type: 'interactive', envelope_id: 'e', payload: null },
    { type: 'events_api', envelope_id: 'e', payload: { event: { type: 'app_home_opened' } } },
  ])('%j is sound', (frame) => {
    expect(read(frame)).toBe('sound');
  });

  it('that announces a refresh is known as that', () => {
    expect(readFrame('{"type":"disconnect","reason":"warning"}')).toEqual({ kind: 'leaving', reason: 'warning' });
  });

  it.each([
    null,
    7,
    [],
    {},
    { type: 'interactive' },
    { type: 'close' },
    { type: 'events_api', envelope_id: 'e', payload: null },
    { type: 'events_api', envelope_id: 'e', payload: {} },
    { type: 'events_api', envelope_id: 'e', payload: { event: null } },
    { type: 'events_api', envelope_id: 'e', payload: { event: { type: 'close' } } },
    { type: 'events_api', envelope_id: 'e', payload: { event: { type: 'error' } } },
  ])('%j would harm the library', (frame) => {
    expect(read(frame)).toBe('broken');
  });

  it.each(['', '{', 'Ping from 1', undefined])('%p is broken', (data) => {
    expect(readFrame(data).kind).toBe('broken');
  });
});
