import { homeOf } from '../../../src/slack/web-api/home-of';

it.each([
  ['of a workspace', { team_id: 'T1' }, { teamId: 'T1', enterpriseId: undefined }],
  [
    'of a workspace in an organisation',
    { team_id: 'T1', enterprise_id: 'E1', is_enterprise_install: false },
    { teamId: 'T1', enterpriseId: 'E1' },
  ],
  ['whose organisation is empty', { team_id: 'T1', enterprise_id: '' }, { teamId: 'T1', enterpriseId: undefined }],
  [
    'whose organisation is null',
    { team_id: 'T1', enterprise_id: null as never },
    { teamId: 'T1', enterpriseId: undefined },
  ],
])('an answer %s says where home is', (_, answer, home) => {
  expect(homeOf({ ok: true, ...answer })).toEqual(home);
});

it.each([
  [
    'of an org-wide installation',
    { team_id: 'T1', enterprise_id: 'E1', is_enterprise_install: true },
    'org_wide_install',
  ],
  ['whose workspace is the organisation', { team_id: 'E1', enterprise_id: 'E1' }, 'org_wide_install'],
  ['without a workspace', {}, 'no_team'],
  ['whose workspace is empty', { team_id: '' }, 'no_team'],
])('an answer %s is a fault', (_, answer, code) => {
  expect(() => homeOf({ ok: true, ...answer })).toThrow(
    expect.objectContaining({ facts: expect.objectContaining({ system: 'Slack', code }) }),
  );
});
