import fc from 'fast-check';
import { it } from 'vitest';
import { billedHistory, soldHistory } from '../../test/proof/long-histories.ts';
import { takeInTurn } from '../../test/proof/take-in-turn.ts';
it('dbg', () => {
  const fails = (ds: any) => {
    try {
      takeInTurn(ds);
      return undefined;
    } catch (e) {
      return e as Error;
    }
  };
  for (const h of [soldHistory]) {
    let n = 0;
    for (const ds of fc.sample(
      h.chain((told) => fc.shuffledSubarray([...told], { minLength: told.length })),
      { numRuns: 3000, seed: Number(process.env.SEED ?? 1) },
    )) {
      n++;
      if (!fails(ds)) continue;
      let cur = [...ds];
      for (let again = true; again;) {
        again = false;
        for (let i = 0; i < cur.length; i++) {
          const t = cur.toSpliced(i, 1);
          if (fails(t)) {
            cur = t;
            again = true;
            break;
          }
        }
      }
      console.log(
        'after',
        n,
        cur
          .map(
            (d) =>
              JSON.stringify(d[0]!.event, (_k, v) => (typeof v === 'bigint' ? Number(v) : v)) +
              ' ' +
              d[0]!.eventKey,
          )
          .join('\n'),
      );
      console.log(String((fails(cur) as any)?.message), (fails(cur) as any)?.diff ?? '');
      const e = fails(cur) as any;
      console.log(
        'EXP',
        JSON.stringify(e.expected, (_k, v) => (typeof v === 'bigint' ? Number(v) : v))?.slice(-2500),
      );
      console.log(
        'ACT',
        JSON.stringify(e.actual, (_k, v) => (typeof v === 'bigint' ? Number(v) : v))?.slice(-2500),
      );
      return;
    }
    console.log('no failure in', n);
  }
}, 500000);
