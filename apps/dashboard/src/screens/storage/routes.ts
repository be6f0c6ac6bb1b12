import { readStorage } from '@payspool/inspect';
import { page, refused, type Screen } from '../screen.ts';
import { storageView } from './view.ts';

export const storageScreen: Screen = {
  routes: [
    {
      method: 'GET',
      path: '/storage',
      right: 'read',
      handle: async ({ reader, user, now }) => {
        // The sizes are those of all accounts together.
        if (user.scope !== 'all') return refused('This page is about all accounts.');
        const places = await readStorage(reader);
        return page(storageView({ places, now }), places);
      },
    },
  ],
};
