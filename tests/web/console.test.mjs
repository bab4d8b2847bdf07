// The console: the door, the frame and the model page, by keyboard alone, on every screen and without scripts.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { assertAccessible, walk } from './accessibility.mjs';
import { visit } from './browser.mjs';
import { COOKIE, REFUSED, fits } from './dashboard.mjs';
import { startOffice } from './office.mjs';

const PASSWORD = 'cztery kolory nieba';

const office = await startOffice();
/** Lets the holder of a new account choose the password, below the browser. */
async function admit(name, role, ...departments) {
    const only = departments.flatMap((department) => ['--department', department]);
    const link = await office.run('account', 'create', name, '--name', 'Anna Nowak', '--role', role, ...only);
    const body = new URLSearchParams({ password: PASSWORD, again: PASSWORD });
    const response = await fetch(office.url(new URL(link).pathname), { method: 'POST', body, redirect: 'manual' });
    assert.equal(response.status, 303);
}
const ROLES = { administrator: [], quality_manager: [], clerk: [], head: ['KM'], viewer: [] };
for (const [role, departments] of Object.entries(ROLES)) await admit(`test-${role}`, role, ...departments);

/** Somebody before the door. */
const come = (t, options) => visit(t, office, { cookies: [COOKIE], ...options });

/** Signs in through the door. */
async function enter(page, role) {
    await page.goto('/console?lang=pl');
    await page.getByLabel('Nazwa użytkownika').fill(`test-${role}`);
    await page.getByLabel('Hasło').fill(PASSWORD);
    await page.getByRole('button', { name: 'Zaloguj się' }).click();
    await page.getByRole('heading', { name: 'Co czeka' }).waitFor();
}

/** Presses Tab until something has the focus, and Enter on it. */
async function press(page, name, key = 'Enter') {
    for (let step = 0; step < 80; step += 1) {
        await page.keyboard.press('Tab');
        const focused = await page.evaluate(() => document.activeElement.labels?.[0]?.textContent ?? document.activeElement.textContent);
        if (focused.trim() === name) return page.keyboard.press(key);
    }
    throw new Error(`the keyboard does not reach ${name}`);
}

for (const javaScriptEnabled of [true, false]) {
    test(`a password opens the door, ${javaScriptEnabled ? 'with' : 'without'} JavaScript, and signing out closes it`, async (t) => {
        const { page, context } = await come(t, { javaScriptEnabled, expected: REFUSED });
        await enter(page, 'administrator');
        const cookies = await context.cookies();
        assert.deepEqual(cookies.map(({ name, httpOnly, sameSite, path }) => [name, httpOnly, sameSite, path]).sort(), [
            [COOKIE, true, 'Strict', '/console'],
            [COOKIE, true, 'Strict', '/results'],
        ]);
        await page.getByRole('link', { name: 'Konta' }).click();
        await page.getByRole('link', { name: 'Nowe konto' }).click();
        await page.getByLabel('Nazwa użytkownika').fill(`jan.${javaScriptEnabled}`);
        await page.getByLabel('Imię i nazwisko').fill('Jan <b>Kowalski</b>');
        await page.getByLabel('Rola').selectOption('head');
        await page.getByRole('button', { name: 'Utwórz konto' }).click();
        await page.getByText('Kierownik musi mieć co najmniej jeden wydział.', { exact: true }).waitFor();
        await page.getByLabel('Wydział Komunikacji').check();
        await page.getByRole('button', { name: 'Utwórz konto' }).click();
        const link = await page.getByLabel('Odnośnik').inputValue();
        assert.match(link, /\/console\/link\/ank_/);
        await page.getByRole('button', { name: 'English' }).click();
        await page.getByRole('heading', { name: 'Accounts' }).waitFor();
        assert.ok((await page.locator('tbody').innerText()).includes('Jan <b>Kowalski</b>'));
        await page.getByRole('button', { name: 'polski' }).click();
        await page.getByRole('button', { name: 'Wyloguj się' }).click();
        await page.getByLabel('Hasło').waitFor();
        assert.deepEqual(await context.cookies(), []);
        await page.goBack();
        await page.reload();
        await page.getByLabel('Hasło').waitFor();
    });
}

test('an account is changed by the keyboard alone', async (t) => {
    const { page } = await come(t);
    await page.goto('/console/accounts?lang=pl');
    await press(page, 'Nazwa użytkownika', 'Shift');
    await page.keyboard.type('test-administrator');
    await page.keyboard.press('Tab');
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Konta' }).waitFor();
    await press(page, 'test-viewer');
    await page.getByRole('heading', { name: 'Konto test-viewer' }).waitFor();
    await press(page, 'Rola', 'Shift');
    await page.keyboard.type('pełno');
    await press(page, 'Zapisz');
    await page.getByRole('status').waitFor();
    assert.equal(await page.getByRole('status').innerText(), 'Zmiany zostały zapisane.');
    assert.equal(await page.getByLabel('Rola').inputValue(), 'quality_manager');
    await page.getByLabel('Rola').selectOption('viewer');
    await page.getByRole('button', { name: 'Zapisz' }).click();
    await page.getByRole('status').waitFor();
});

const PAGES = ['/console', '/console/accounts', '/console/accounts/new', '/console/keys', '/console/keys/new', '/console/audit'];

for (const [screen, options] of Object.entries({
    'on a wide screen': { viewport: { width: 1366, height: 768 } },
    'on a narrow screen': { viewport: { width: 320, height: 640 } },
    'in the dark': { viewport: { width: 390, height: 844 }, colorScheme: 'dark' },
})) {
    test(`everybody can use the pages ${screen}`, async (t) => {
        const { page } = await come(t, options);
        await page.goto('/console/sign-in?lang=pl');
        await assertAccessible(t, page);
        assert.ok(await fits(page), 'the door fits');
        await enter(page, 'administrator');
        for (const path of PAGES) {
            await page.goto(path);
            await assertAccessible(t, page);
            assert.ok(await fits(page), `${path} fits`);
            if (process.env.ANKIETA_PICTURES) {
                const name = `${path.slice(1).replaceAll('/', '-')}-${screen.split(' ').at(-2)}.png`;
                await page.screenshot({ path: `${process.env.ANKIETA_PICTURES}/${name}`, fullPage: true });
            }
        }
        const menu = page.getByRole('button', { name: /^Menu/ });
        if (await menu.isVisible()) {
            await menu.press('Enter');
            const stops = await walk(page);
            assert.ok(stops.includes('link "Dziennik"'), stops.join('\n'));
        }
    });
}

test('each role sees its own places, and is told plainly what is not', async (t) => {
    const places = {
        administrator: ['Co czeka', 'Konta', 'Klucze', 'Dziennik'],
        quality_manager: ['Co czeka', 'Wyniki'],
        clerk: ['Co czeka'],
        head: ['Co czeka', 'Wyniki'],
        viewer: ['Co czeka', 'Wyniki'],
    };
    for (const [role, expected] of Object.entries(places)) {
        const { page, leave } = await come(t, { expected: REFUSED });
        await enter(page, role);
        const shown = await page.getByRole('navigation', { name: 'Panel urzędu' }).getByRole('link').allInnerTexts();
        for (const place of expected) assert.ok(shown.includes(place), `${role}: ${place} in ${shown}`);
        for (const path of PAGES.slice(1)) {
            await page.goto(path);
            const refused = (await page.locator('h1').innerText()) === 'Ta strona nie jest dostępna dla Państwa roli';
            assert.equal(refused, role !== 'administrator', `${role}: ${path}`);
        }
        await page.goto('/results?lang=pl');
        assert.equal(page.url().endsWith('/results?lang=pl'), !expected.includes('Wyniki'), role);
        await leave();
    }
});
