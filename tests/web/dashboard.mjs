// A visitor of the dashboard, and what every test of it reads there.

import { visit } from './browser.mjs';

/** The one cookie that these pages may have. */
export const COOKIE = 'ankieta_session';
/** What a browser says of an answer that refuses something. */
export const REFUSED = [/status of 4\d\d/];

/** Signs in below the browser, so that a test need not go through the door. */
export async function signIn(office, key) {
    const response = await fetch(office.url('/results'), {
        method: 'POST',
        body: new URLSearchParams({ key }),
        redirect: 'manual',
    });
    const [, value] = response.headers.get('set-cookie').match(/ankieta_session=([^;]*)/);
    return [{ name: COOKIE, value, domain: '127.0.0.1', path: '/results', httpOnly: true, sameSite: 'Strict' }];
}

/** A visitor of an office who has signed in. */
export async function enterOffice(t, office, cookies, options) {
    const visitor = await visit(t, office, { cookies: [COOKIE], ...options });
    await visitor.context.addCookies(cookies);
    return visitor;
}

/** A text with its hard spaces as plain ones. */
export const plain = (text) => text.replaceAll('\u00a0', ' ');
/** Whether a page does not scroll sideways. */
export const fits = (page) => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);
/** Opens all that is folded. */
export const unfold = (page) =>
    page.locator('details').evaluateAll((all) => all.forEach((details) => details.setAttribute('open', '')));
/** The rows of a part's table: the code of each, with the texts of its cells. */
export const rows = (page, section) =>
    page.locator(`#${section} tbody tr`).evaluateAll((rows) =>
        Object.fromEntries(rows.map((row) => [row.dataset.code, [...row.cells].map((cell) => cell.textContent.trim().replaceAll('\u00a0', ' '))])),
    );
