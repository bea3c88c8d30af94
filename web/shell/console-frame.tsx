/** Frame of every page for who is signed in: navigation, bar, content, keys and palette. */

import { Outlet, useLocation } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { useChangeFeed, useFeedState } from '../api/change-feed.ts';
import { listenToKeys } from '../design/keys.ts';
import { usePreferences } from '../design/preferences.ts';
import { Offline } from '../design/states.tsx';
import { useFactorAsked } from '../session/confirm-factor.ts';
import { SignedIn, useMe } from '../session/me.tsx';
import { shellText } from '../text/shell.ts';
import { BottomBar } from './bottom-bar.tsx';
import styles from './console-frame.module.css';
import { Navigation } from './navigation.tsx';
import { PrintFoot } from './print-foot.tsx';
import { printInLightColours } from './print-in-light-colours.ts';
import { TopBar } from './top-bar.tsx';
import { useShellKeys } from './use-shell-keys.ts';

// Loaded when they are first opened: the first page comes sooner.
const KeyList = lazy(() => import('./key-list.tsx').then((module) => ({ default: module.KeyList })));
const StepUpDialog = lazy(() =>
  import('../components/step-up-dialog.tsx').then((module) => ({ default: module.StepUpDialog })),
);
const DemonstrationLine = lazy(() =>
  import('./demonstration-line.tsx').then((module) => ({ default: module.DemonstrationLine })),
);
const Tour = lazy(() => import('./tour/tour.tsx').then((module) => ({ default: module.Tour })));
const Palette = lazy(() => import('./palette/palette.tsx').then((module) => ({ default: module.Palette })));

export function ConsoleFrame() {
  return (
    <SignedIn>
      <Frame />
    </SignedIn>
  );
}

type Opened = 'palette' | 'keys' | 'tour' | undefined;

function Frame() {
  const [opened, setOpened] = useState<Opened>();
  const { textSize, navigation } = usePreferences();
  const feed = useFeedState();
  const main = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  const asked = useFactorAsked();
  const { organisation, organisations } = useMe();
  const isDemonstration = organisations.some(
    ({ id, demonstrationOf }) => id === organisation && demonstrationOf,
  );
  useChangeFeed(true);
  useEffect(listenToKeys, []);
  useEffect(printInLightColours, []);
  useEffect(() => {
    document.documentElement.dataset['textSize'] = textSize;
  }, [textSize]);
  // A new page begins at its top for those who see and for those who listen.
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is the address that makes a new page
  useEffect(() => {
    if (document.activeElement === document.body) main.current?.focus({ preventScroll: true });
  }, [pathname]);
  useShellKeys({ openPalette: () => setOpened('palette'), openKeys: () => setOpened('keys') });
  const close = () => setOpened(undefined);
  return (
    <div className={styles.frame} data-navigation={navigation}>
      <a className={styles.skip} href="#content">
        {shellText.skip}
      </a>
      <Navigation />
      <TopBar onSearch={() => setOpened('palette')} onHelp={() => setOpened('keys')} />
      <main id="content" ref={main} tabIndex={-1} className={styles.main}>
        {isDemonstration && (
          <Suspense fallback={null}>
            <DemonstrationLine />
          </Suspense>
        )}
        {!feed.isLive && feed.liveAt !== undefined && (
          <Offline
            since={new Date(feed.liveAt)}
            again={feed.againAt === undefined ? undefined : new Date(feed.againAt)}
          />
        )}
        <div className={styles.page} data-tour="content">
          <Outlet />
        </div>
        <PrintFoot />
      </main>
      <BottomBar />
      {asked && (
        <Suspense>
          <StepUpDialog asked={asked} />
        </Suspense>
      )}
      {opened === 'palette' && (
        <Suspense>
          <Palette onClose={close} onKeys={() => setOpened('keys')} onTour={() => setOpened('tour')} />
        </Suspense>
      )}
      {opened === 'keys' && (
        <Suspense>
          <KeyList onClose={close} onTour={() => setOpened('tour')} />
        </Suspense>
      )}
      {opened === 'tour' && (
        <Suspense>
          <Tour onLeave={close} />
        </Suspense>
      )}
    </div>
  );
}
