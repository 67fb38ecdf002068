// Keeps a copy of the site for later without a network: what a page needs beforehand, reference and figures once they were looked at.

import { cleanupOutdatedCaches, precacheAndRoute, type PrecacheEntry } from 'workbox-precaching';
import { registerRoute } from 'workbox-routing';
import { StaleWhileRevalidate } from 'workbox-strategies';

/** Filled in when the site is finished. */
declare const KEPT_FILES: (PrecacheEntry | string)[];

void (globalThis as unknown as { skipWaiting(): Promise<void> }).skipWaiting();
cleanupOutdatedCaches();
// A link with parameters is the same page.
precacheAndRoute(KEPT_FILES, { ignoreURLParametersMatching: [/./], directoryIndex: 'index.html' });
registerRoute(
  ({ sameOrigin, request }) => sameOrigin && request.method === 'GET',
  new StaleWhileRevalidate({ cacheName: 'looked-at' }),
);
