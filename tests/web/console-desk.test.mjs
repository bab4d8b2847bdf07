// What the office enters and decides in the console: reviews, actions, targets, visits and complaints. No script is needed
// anywhere.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';

import { assertAccessible, walk } from './accessibility.mjs';
import { fits } from './dashboard.mjs';
import { startDemo } from './office.mjs';
import { enterConsole, signInToDemo } from './staff.mjs';

const office = await startDemo();
const quality = await signInToDemo(office, 'jakosc');
const DESK = `/console/reviews/${lastQuarter()}`;

const enter = (t, options = {}) => enterConsole(t, office, quality, { javaScriptEnabled: false, ...options });

/** The last quarter that is over. */
function lastQuarter() {
    const now = new Date();
    const quarter = Math.floor(now.getMonth() / 3);
    return quarter === 0 ? `${now.getFullYear() - 1}-Q4` : `${now.getFullYear()}-Q${quarter}`;
}

test('everybody can use every page that they come to, also on a small screen', async (t) => {
    const { page, context } = await enterConsole(t, office, quality, { viewport: { width: 320, height: 640 } });
    const seen = new Set();
    for (const name of ['jakosc', 'administrator', 'kancelaria', 'kierownik', 'starosta']) {
        const cookies = name === 'jakosc' ? quality : await signInToDemo(office, name);
        await context.addCookies(cookies);
        for (const { path, text } of await crawl(cookies)) {
            // What another has seen in the same words need not be looked at twice.
            const content = text.replace(/name="token" value="[^"]*"|data-token="[^"]*"/g, '').split('<main')[1];
            if (seen.has(content)) continue;
            seen.add(content);
            await page.setViewportSize({ width: 320, height: 640 });
            await page.goto(path);
            assert.ok(await fits(page), `${name}: ${path} at 320`);
            assert.deepEqual(await outOfSight(page), [], `${name}: ${path} at 320`);
            await assertAccessible(t, page);
            await page.setViewportSize({ width: 1366, height: 768 });
            assert.ok(await fits(page), `${name}: ${path} at 1366`);
        }
    }
    t.diagnostic(`${seen.size} pages`);
    assert.ok(seen.size > 30, `${seen.size} pages`);
});

/** The buttons of lists that somebody would have to scroll sideways for. */
function outOfSight(page) {
    const buttons = page.locator('.scroll :is(button, summary):visible');
    return buttons.evaluateAll((all) => {
        const far = all.filter((button) => button.getBoundingClientRect().right > innerWidth + 1);
        return far.map(({ textContent }) => textContent);
    });
}

/** The pages of the console that somebody comes to by links, one of each kind. */
async function crawl(cookies) {
    const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
    const kinds = new Set();
    const pages = [];
    const next = ['/console'];
    while (next.length > 0) {
        const path = next.shift();
        const kind = path.split(/[?#]/)[0].replace(/[0-9a-f-]{36}|\d{4}-Q\d|\/minutes\/\d+|(?<=departments\/)[A-Z]+/g, '*');
        if (kinds.has(kind) || !path.startsWith('/console')) continue;
        kinds.add(kind);
        const answer = await fetch(office.url(path), { headers: { cookie }, redirect: 'manual' });
        assert.equal(answer.status, 200, path);
        const text = await answer.text();
        if (!answer.headers.get('content-type').startsWith('text/html')) continue;
        assert.ok(gzipSync(text).length < 60_000, `${path}: ${gzipSync(text).length} bytes`);
        // Minutes are a document, which has tests of its own.
        if (!path.includes('/minutes/')) pages.push({ path, text });
        next.push(...[...text.matchAll(/ href="(\/[^"]*)"/g)].map(([, address]) => address.replaceAll('&#38;', '&')));
    }
    return pages;
}

test('the keyboard reaches everything and is caught nowhere', async (t) => {
    const { page } = await enterConsole(t, office, quality, { viewport: { width: 1366, height: 768 } });
    const ways = {
        '/console/actions/new': 'Zapisz',
        '/console/targets': 'Zapisz',
        '/console/comments': 'Dopuść',
        [DESK]: 'Wydaj poprawkę',
    };
    for (const [path, button] of Object.entries(ways)) {
        await page.goto(path);
        const stops = await walk(page);
        assert.ok(stops.includes(`button "${button}"`), `${path}: ${stops}`);
    }
});

test('an action is made, done and deleted without scripts', async (t) => {
    const { page } = await enter(t, { expected: [/422/] });
    await page.goto('/console/actions/new');
    await page.getByLabel('Co robimy').fill('Drugie okienko');
    await page.getByLabel('Powód', { exact: true }).fill('Długie czekanie');
    await page.getByLabel('Kto odpowiada').fill('Ewa Kierzek');
    await page.getByRole('button', { name: 'Zapisz' }).click();
    await page.getByRole('alert').waitFor();
    assert.equal(await page.getByLabel('Co robimy').inputValue(), 'Drugie okienko', 'nothing is lost');
    assert.equal(await page.evaluate(() => document.activeElement.name), 'due_on', 'what is wrong has the focus');
    await page.getByLabel('Termin').fill('2099-01-31');
    await page.getByRole('button', { name: 'Zapisz' }).click();
    await page.getByRole('status').filter({ hasText: 'Działanie jest zapisane.' }).waitFor();
    await page.getByRole('link', { name: 'Drugie okienko', exact: true }).click();
    await page.getByRole('button', { name: 'Usuń działanie' }).click();
    await page.getByRole('status').filter({ hasText: 'Działanie jest usunięte.' }).waitFor();
});

test('a signal becomes an action by one click', async (t) => {
    const { page } = await enter(t);
    await page.goto('/console');
    await page.getByRole('link', { name: /^Sygnały .* bez działania/ }).click();
    await page.getByRole('link', { name: /^Utwórz działanie/ }).first().click();
    assert.notEqual(await page.getByLabel('Powód', { exact: true }).inputValue(), '');
    assert.match(await page.getByLabel('Okres przed działaniem').inputValue(), /^\d{4}-Q[1-4]$/);
    assert.notEqual(await page.getByLabel('Pytanie, którym mierzymy skutek').inputValue(), '');
    await page.getByLabel('Co robimy').fill('Sprawdzić przyczynę');
    await page.getByLabel('Kto odpowiada').fill('Ewa Kierzek');
    await page.getByLabel('Termin').fill('2099-01-31');
    await page.getByRole('button', { name: 'Zapisz' }).click();
    await page.getByRole('status').filter({ hasText: 'Działanie jest zapisane.' }).waitFor();
});

test('visits are typed, and pasted from a spreadsheet', async (t) => {
    const { page } = await enter(t);
    await page.goto('/console/visits');
    await page.getByLabel('Wydział Komunikacji').fill('1 234');
    await page.getByRole('button', { name: 'Zapisz' }).click();
    await page.getByRole('status').filter({ hasText: 'Wizyty są zapisane.' }).waitFor();
    assert.equal(await page.getByLabel('Wydział Komunikacji').inputValue(), '1234');
    await page.goto('/console/visits/table');
    await page.getByLabel('Tabela').fill('miesiąc\twydział\twizyty\n2020-01\tKM\t77\n');
    await page.getByRole('button', { name: 'Sprawdź' }).click();
    await page.getByText('KM: 77 (nowe)').waitFor();
    await page.getByRole('button', { name: 'Wpisz' }).click();
    await page.getByRole('status').filter({ hasText: 'Wizyty są zapisane.' }).waitFor();
});
