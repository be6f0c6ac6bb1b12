import { followUpStates, isInScope, listFindings, sweepStates } from '@payspool/inspect';
import { hasRight } from '../../access/user.ts';
import { askedPage } from '../../html/filter-bar.ts';
import { page, type Screen } from '../screen.ts';
import { driftView } from './view.ts';

/** `/drift`: what comparisons with the providers found, how far their lists of events are read, and what is asked again. */
export const driftScreen: Screen = {
  routes: [
    {
      method: 'GET',
      path: '/drift',
      right: 'read',
      handle: async ({ reader, query, path, user, now }) => {
        const { scope } = user;
        const shown = { resolved: query['resolved'] === 'yes', withInformation: query['all'] === 'yes' };
        const [findings, sweeps, followUps] = await Promise.all([
          listFindings(reader, { ...askedPage(query), ...shown, scope }),
          sweepStates(reader),
          followUpStates(reader, { now, scope }),
        ]);
        const data = {
          findings: findings.rows,
          sweeps: sweeps.filter((one) => isInScope(scope, one)),
          followUps,
        };
        const place = { path, query, older: findings.older, newer: findings.newer };
        return page(
          driftView({ ...data, ...shown, place, mayOperate: hasRight(user, 'operate'), now }),
          data,
        );
      },
    },
  ],
};
