import * as nodeModule from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Reaction } from '../define-reaction.ts';
import type { DeclaredReaction } from './check-declared.ts';

/** The module that every own reaction imports as `@payspool/reactions`: the public surface of the worker that runs it. */
const NAME = '@payspool/reactions';
const SURFACE = new URL('../index.ts', import.meta.url).href;
/** The name under which the module itself is imported, so that a package is searched from the worker's folder. */
const OWN = 'payspool:own-reactions';

interface Loaded {
  /** By name. */
  readonly reactions: ReadonlyMap<string, Reaction>;
  readonly declared: readonly DeclaredReaction[];
}

/**
 * Imports a module of own reactions.
 *
 * @param from the URL of the folder from which a package is searched
 * @throws every error that the module throws
 */
export async function loadModule(specifier: string, from: string): Promise<Loaded> {
  resolveNames({ specifier, from });
  const { default: exported } = (await import(OWN)) as { readonly default?: unknown };
  const list: unknown[] = [unwrapped(exported)].flat();
  return {
    declared: list.map(describe),
    reactions: new Map((list as (Reaction | undefined)[]).flatMap((one) => (one ? [[one.name, one]] : []))),
  };
}

/** The default export of a module that a compiler has turned into CommonJS is one level deeper. */
function unwrapped(exported: unknown): unknown {
  return isObject(exported) && exported['__esModule'] === true ? exported['default'] : exported;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

function describe(exported: unknown): DeclaredReaction {
  if (!isObject(exported)) return {};
  const { name, topics, deadlineMs, run } = exported;
  return {
    name: text(name),
    topics: Array.isArray(topics) ? topics.map(text) : undefined,
    deadlineMs: deadlineMs === undefined || typeof deadlineMs === 'number' ? deadlineMs : Number.NaN,
    hasRun: typeof run === 'function',
  };
}

interface Names {
  readonly specifier: string;
  readonly from: string;
}
interface Resolved {
  readonly url: string;
  readonly shortCircuit?: boolean;
}
type Next = (name: string, context: object) => Resolved;
/** Missing in the types of Node 20; Node has it since 22.15: https://nodejs.org/api/module.html#moduleregisterhooksoptions */
type RegisterHooks = (hooks: { resolve: (name: string, context: object, next: Next) => Resolved }) => void;

/** Resolves the two names above, for `import` and for `require`. */
function resolveNames({ specifier, from }: Names): void {
  const { registerHooks } = nodeModule as { readonly registerHooks?: RegisterHooks };
  if (registerHooks) {
    registerHooks({
      resolve: (name, context, next) => {
        if (name === NAME) return { url: SURFACE, shortCircuit: true };
        return name === OWN ? next(specifier, { ...context, parentURL: from }) : next(name, context);
      },
    });
    return;
  }
  nodeModule.register(`data:text/javascript,${encodeURIComponent(HOOKS)}`, {
    data: { NAME, SURFACE, OWN, specifier, from },
  });
  resolveRequired();
}

/** For Node before 22.15, where hooks run in a thread of their own. */
const HOOKS = `
  let names;
  export const initialize = (data) => { names = data; };
  export const resolve = (name, context, next) => {
    if (name === names.NAME) return next(names.SURFACE, context);
    return name === names.OWN ? next(names.specifier, { ...context, parentURL: names.from }) : next(name, context);
  };`;

/** These hooks do not see `require`. */
function resolveRequired(): void {
  const internals = nodeModule.Module as unknown as {
    _resolveFilename: (request: string, ...rest: unknown[]) => string;
  };
  const resolve = internals._resolveFilename.bind(internals);
  internals._resolveFilename = (request, ...rest) =>
    request === NAME ? fileURLToPath(SURFACE) : resolve(request, ...rest);
}
