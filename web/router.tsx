/** The routes of the console, made from the registry of pages. */

import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  type ErrorRouteComponent,
  Navigate,
  Outlet,
  type RouteComponent,
} from '@tanstack/react-router';
import type { AddressState } from './design/address-state.ts';
import { LoadingSkeleton } from './design/states.tsx';
import type { PageComponent } from './pages/page.ts';
import { PAGES, startPage } from './pages/registry.ts';
import { askMe, useMe } from './session/me.tsx';
import { BrokenPage } from './shell/broken-page.tsx';
import { CardFrame } from './shell/card-frame.tsx';
import { ConsoleFrame } from './shell/console-frame.tsx';
import { NotFoundPage } from './shell/not-found-page.tsx';
import { PermittedPage } from './shell/permitted-page.tsx';

interface Context {
  readonly queries: QueryClient;
}

const root = createRootRouteWithContext<Context>()({ component: Outlet });

const inShell = createRoute({
  getParentRoute: () => root,
  id: 'console',
  // Who asks and what the page asks first are on their way together, while the code of the page is loaded.
  loader: ({ context }) => askMe(context.queries),
  shouldReload: false,
  component: ConsoleFrame,
});
const onCard = createRoute({ getParentRoute: () => root, id: 'card', component: CardFrame });

function StartPage() {
  const start = startPage(useMe().permissions);
  return <Navigate to={start?.path ?? '/profile'} replace />;
}

const routesOf = (frame: 'console' | 'card', parent: typeof inShell | typeof onCard) =>
  PAGES.filter((page) => page.frame === frame).map((page) =>
    createRoute({
      getParentRoute: () => parent as typeof inShell,
      path: page.path,
      loader: ({ context, location }) =>
        page.ask?.(location.search as AddressState)((context as Context).queries),
      shouldReload: false,
      component: permitted(page.component, page.permission) as RouteComponent,
    }),
  );

function permitted(Component: PageComponent, permission: string | undefined): PageComponent {
  if (permission === undefined) return Component;
  const Permitted = () => (
    <PermittedPage permission={permission}>
      <Component />
    </PermittedPage>
  );
  // The router loads what a route's component needs before it is shown.
  return Object.assign(Permitted, Component.preload && { preload: Component.preload });
}

const start = PAGES.some(({ path }) => path === '/')
  ? []
  : [createRoute({ getParentRoute: () => inShell, path: '/', component: StartPage })];
const unknown = createRoute({ getParentRoute: () => inShell, path: '$', component: NotFoundPage });

const tree = root.addChildren([
  inShell.addChildren([...start, ...routesOf('console', inShell), unknown]),
  onCard.addChildren(routesOf('card', onCard)),
]);

/** Parameters are plain text: a person can read and write them. */
const parseSearch = (text: string) => Object.fromEntries(new URLSearchParams(text));
const stringifySearch = (state: Record<string, unknown>) => {
  const entries = Object.entries(state).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [[name, String(value)]],
  );
  const text = new URLSearchParams(entries).toString();
  return text === '' ? '' : `?${text}`;
};

export const createConsoleRouter = (queries: QueryClient) =>
  createRouter({
    routeTree: tree,
    context: { queries },
    parseSearch,
    stringifySearch,
    defaultPreload: 'intent',
    defaultPendingMs: 300,
    defaultPendingComponent: LoadingSkeleton,
    defaultErrorComponent: BrokenPage as ErrorRouteComponent,
    scrollRestoration: true,
    scrollToTopSelectors: ['main'],
  });
