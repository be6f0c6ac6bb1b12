import { describe, expect, it } from 'vitest';
import { proxyVerdict } from './proxy-login.ts';
import { readGroups } from './read-users.ts';

const SETTINGS = {
  userHeader: 'x-user',
  secret: 'what only the proxy knows',
  secretHeader: 'x-secret',
  groupsHeader: 'x-groups',
  groups: readGroups('ops:operator@stripe/*,more:operator@paypal/*,leads:admin+bodies,help:viewer+bodies'),
};
const asked = (headers: Record<string, string>) => proxyVerdict(headers, SETTINGS);
const secret = { 'x-secret': SETTINGS.secret };

describe('the user whom a proxy names', () => {
  it('is believed with the secret of the proxy, and refused without it', () => {
    expect(asked({ ...secret, 'x-user': 'ada', 'x-groups': 'leads' })).toEqual({
      kind: 'user',
      user: { name: 'ada', role: 'admin', mayReadBodies: true, scope: 'all', via: 'proxy' },
    });
    const refused = { kind: 'refused', reason: 'secret', name: 'ada' };
    expect(asked({ 'x-user': 'ada', 'x-groups': 'leads' })).toEqual(refused);
    expect(asked({ 'x-user': 'ada', 'x-groups': 'leads', 'x-secret': 'guess' })).toEqual(refused);
    expect(asked({ ...secret, 'x-user': '' })).toMatchObject({ kind: 'refused' });
  });

  it('is nobody without the header', () => {
    expect(asked(secret)).toEqual({ kind: 'absent' });
  });

  it('has the highest role of the groups, and no right of a lower one', () => {
    expect(asked({ ...secret, 'x-user': 'bob', 'x-groups': 'help, ops,more' })).toMatchObject({
      user: {
        role: 'operator',
        mayReadBodies: false,
        scope: [{ provider: 'stripe' }, { provider: 'paypal' }],
      },
    });
  });

  it('needs a group that the settings name, or a rule for everybody', () => {
    const unknown = { ...secret, 'x-user': 'eve', 'x-groups': 'sales' };
    expect(asked(unknown)).toMatchObject({ kind: 'refused', reason: 'group' });
    const everybody = { ...SETTINGS, groups: readGroups('*:viewer') };
    expect(proxyVerdict(unknown, everybody)).toMatchObject({ user: { role: 'viewer' } });
  });
});
