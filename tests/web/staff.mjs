// Somebody of the office, who has an account and has signed in.

import { visit } from './browser.mjs';

/** The one cookie that the pages for staff may have. */
export const COOKIE = 'ankieta_session';
const PASSWORD = 'cztery kolory nieba';

/** Makes an account and signs in with it below the browser; returns its cookies. */
export async function signInAs(office, role, name = role.replaceAll('_', '-')) {
    const said = await office.run('account', 'create', name, '--name', 'Anna Nowak', '--role', role);
    const [path] = said.match(/\/console\/link\/\S+/);
    const body = new URLSearchParams({ password: PASSWORD, again: PASSWORD });
    const answer = await fetch(office.url(path), { method: 'POST', body, redirect: 'manual' });
    const [, value] = answer.headers.getSetCookie()[0].match(/^ankieta_session=([^;]*)/);
    return [{ name: COOKIE, value, url: office.origin }];
}

/** A visitor who has signed in. */
export async function enterConsole(t, office, cookies, options) {
    const visitor = await visit(t, office, { cookies: [COOKIE], ...options });
    await visitor.context.addCookies(cookies);
    return visitor;
}

/** Signs in to the office of the demo as one of its people, below the browser; returns the cookies. */
export async function signInToDemo(office, name) {
    const [, password] = office.log.match(/with the password (\S+)/);
    const body = new URLSearchParams({ name, password });
    const answer = await fetch(office.url('/console/sign-in'), { method: 'POST', body, redirect: 'manual' });
    const [, value] = answer.headers.getSetCookie()[0].match(/^ankieta_session=([^;]*)/);
    return [{ name: COOKIE, value, url: office.origin }];
}
