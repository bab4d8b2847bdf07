// Pages that do what no page of ours may do, with the line that must be reported of each. `house.test.mjs` runs this
// file as tests of their own, all of which must fail but the last two.

import { fileURLToPath } from 'node:url';
import { describe, test } from 'node:test';

import { visit } from './browser.mjs';
import { openStage, page } from './stage.mjs';

const script = (text) => page(`<script>${text}</script>`);
const STRICT = { 'content-security-policy': "default-src 'self'; img-src data:" };
const ELSEWHERE = 'http://elsewhere.test:19999';

export const SINS = {
    'a cookie': { body: script('document.cookie = "seen=1"'), fault: 'cookie: seen' },
    'a cookie that scripts cannot see': {
        body: page(''),
        headers: { 'set-cookie': 'session=1; HttpOnly' },
        fault: 'cookie: session',
    },
    'a request to another origin': {
        body: script(`fetch("${ELSEWHERE}/count").catch(() => {})`),
        fault: `request: ${ELSEWHERE}/count`,
    },
    'a frame of another origin': { body: page(`<iframe src="${ELSEWHERE}/frame">`), fault: `request: ${ELSEWHERE}` },
    'a web socket to another origin': {
        body: script(`new WebSocket("${ELSEWHERE.replace('http', 'ws')}/live")`),
        fault: 'request: ws://elsewhere.test:19999/live',
    },
    'local storage': { body: script('localStorage.draft = 1'), fault: 'stored: localStorage draft' },
    'local storage of a page that was left': {
        body: script('localStorage.draft = 1; location = "/empty"'),
        fault: 'stored: localStorage draft',
        then: (opened) => opened.waitForURL('**/empty'),
    },
    'session storage': { body: script('sessionStorage.draft = 1'), fault: 'stored: sessionStorage draft' },
    'a database': { body: script('indexedDB.open("drafts")'), fault: 'stored: indexedDB drafts' },
    'a database that is not the one that may be': {
        body: script('indexedDB.open("kiosk"); indexedDB.open("my-kiosk")'),
        options: { storage: ['kiosk'] },
        fault: 'stored: indexedDB my-kiosk',
    },
    'a cache': {
        body: script('caches.open("pages").then(() => { document.title = "ready" })'),
        fault: 'stored: cache pages',
        then: (opened) => opened.waitForFunction(() => document.title === 'ready'),
    },
    'a service worker': {
        body: script('navigator.serviceWorker.register("/worker.js").then(() => { document.title = "ready" })'),
        fault: 'stored: serviceWorker /',
        then: (opened) => opened.waitForFunction(() => document.title === 'ready'),
    },
    'a service worker that asks another origin': {
        body: script('navigator.serviceWorker.register("/worker.js"); navigator.serviceWorker.ready.then(() => { document.title = "ready" })'),
        options: { storage: [''] },
        fault: `request: ${ELSEWHERE}/worker`,
        then: (opened) => opened.waitForFunction(() => document.title === 'ready'),
    },
    'an error on the console': { body: script('console.error("oh")'), fault: 'console: oh' },
    'a warning on the console': { body: script('console.warn("hm")'), fault: 'console: hm' },
    'a file that is missing': { body: page('<img alt="" src="/gone.png">'), fault: 'console: Failed to load resource' },
    'an exception': { body: script('throw new Error("oh")'), fault: 'thrown: Error: oh' },
    'a rejected promise': { body: script('Promise.reject(new Error("oh"))'), fault: 'thrown: Error: oh' },
    'an inline script under a strict policy': {
        body: script('document.title = "run"'),
        headers: STRICT,
        fault: 'policy: script-src-elem refuses inline',
    },
    'an inline style under a strict policy, without scripts': {
        body: page('<p style="color: red">Tekst</p>'),
        headers: STRICT,
        options: { javaScriptEnabled: false },
        fault: 'console: Applying inline style violates',
    },
    'a policy that only reports': {
        body: page('<p style="color: red">Tekst</p>'),
        headers: { 'content-security-policy-report-only': "style-src 'self'" },
        fault: 'policy: style-src-attr refuses inline',
    },
};

const SAINTS = {
    'a page that does nothing': { body: page('<p>Tekst</p>'), headers: STRICT },
    'a page that does what its test expects': {
        body: script('indexedDB.open("kiosk"); caches.open("kiosk-1"); console.error("expected")'),
        options: { storage: ['kiosk'], expected: ['expected'] },
    },
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
    const all = Object.entries({ ...SINS, ...SAINTS });
    const pages = Object.fromEntries(all.map(([, act], index) => [`/${index}`, act]));
    const worker = `fetch('${ELSEWHERE}/worker').catch(() => {})`;
    const stage = await openStage({ ...pages, '/empty': page(''), '/worker.js': { type: 'text/javascript', body: worker } });
    describe('sins', { concurrency: 4 }, () => {
        for (const [index, [name, { options, then }]] of all.entries()) {
            test(name, async (t) => {
                const visitor = await visit(t, stage, options);
                await visitor.page.goto(`/${index}`, { waitUntil: 'networkidle' });
                await then?.(visitor.page);
            });
        }
    });
}
