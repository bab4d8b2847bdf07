// Visits: one Chromium for each test file, and a fresh visitor for each test, who is watched (see watch.mjs).
//
//     test('the form is sent', async (t) => {
//         const { page } = await visit(t, office, { locale: 'uk-UA', javaScriptEnabled: false });
//         await page.goto('/s/obsluga');
//     });
//
// Timers are moved by `page.clock`; no test sleeps.

import { after } from 'node:test';

import { launch, openContext, openProfile } from './chromium.mjs';
import { Watch } from './watch.mjs';

let browser;
after(async () => (await browser)?.close());

/**
 * A visitor of an office, or of anything else with an `origin`, whose paths pages may be opened by. When the test ends,
 * it fails if the visitor's pages did what they must not.
 *
 * Options, besides those of Playwright's contexts (`locale`, `colorScheme`, `forcedColors`, `reducedMotion`,
 * `viewport`, `javaScriptEnabled`…):
 *  - `alsoAsks`: other origins that pages may ask;
 *  - `storage`, `cookies`, `expected`: see `Watch`;
 *  - `keepsPages`: the browser is one of their own that keeps pages that were left, as people's browsers do;
 *  - `profile`: a folder; the visitor has a browser of their own, and finds there next time what was stored.
 *
 * Returns `{ page, context, leave, transfers, crash }`.
 */
export async function visit(t, place, options = {}) {
    const { alsoAsks = [], storage, cookies, expected, profile, keepsPages, ...rest } = options;
    const settings = { baseURL: place.origin, ...rest };
    const own = keepsPages && (await launch({ ignoreDefaultArgs: ['--disable-back-forward-cache'] }));
    const context = profile
        ? await openProfile(profile, settings)
        : await openContext(own || (await (browser ??= launch())), settings);
    const origins = [place.origin, ...alsoAsks.map((other) => other.origin ?? other)];
    const watch = await Watch.begin(context, { origins, storage, cookies, expected });
    let left = false;
    /** Ends the visit before the test does, and fails if something was wrong. */
    const leave = async () => {
        if (left) return;
        left = true;
        try {
            const faults = await watch.end();
            if (faults.length > 0) throw new Error(['the pages did what they must not:', ...faults].join('\n  '));
        } finally {
            await context.close();
        }
    };
    /** The browser of a `profile` dies, as when a tablet's battery is pulled; what it did until then is not judged. */
    const crash = async () => {
        left = true;
        const closed = context.waitForEvent('close');
        const session = await context.browser().newBrowserCDPSession();
        await session.send('Browser.crash').catch(() => {});
        await closed;
    };
    t.after(leave);
    t.after(() => own && own.close());
    const page = context.pages()[0] ?? (await context.newPage());
    return { page, context, leave, crash, transfers: () => watch.transfers() };
}
