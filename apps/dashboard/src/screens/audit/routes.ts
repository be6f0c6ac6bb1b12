import { AUDIT_LIST, listAudit } from '@payspool/inspect';
import { askedFilter, askedPage } from '../../html/filter-bar.ts';
import { page, type Screen } from '../screen.ts';
import { auditView } from './view.ts';

export const auditScreen: Screen = {
  routes: [
    {
      method: 'GET',
      path: '/audit',
      right: 'read',
      handle: async ({ reader, query, path, user, now }) => {
        const asked = askedFilter(AUDIT_LIST, query['filter'] ?? '', now);
        if (!asked.filter) return page(auditView({ asked, path, query, now }), { faults: asked.faults });
        const found = await listAudit(reader, asked.filter, {
          ...askedPage(query),
          // The rows name ids of every account.
          onlyUser: user.scope === 'all' ? undefined : user.name,
        });
        return page(auditView({ asked, found, path, query, now }), { filter: asked.text, ...found });
      },
    },
  ],
};
