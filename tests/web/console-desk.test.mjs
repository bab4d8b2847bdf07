// What the office enters and decides in the console: reviews, actions, targets, visits and complaints. No script is needed
// anywhere.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { assertAccessible } from './accessibility.mjs';
import { fits } from './dashboard.mjs';
import { startDemo } from './office.mjs';
import { enterConsole, signInToDemo } from './staff.mjs';

const office = await startDemo();
const quality = await signInToDemo(office, 'jakosc');
const PLACES = [
    '/console/reviews',
    '/console/actions',
    '/console/actions/new',
    '/console/targets',
    '/console/visits',
    '/console/visits/table',
    '/console/complaints',
    '/console/complaints/table',
];

const DESK = `/console/reviews/${lastQuarter()}`;

const enter = (t, options = {}) => enterConsole(t, office, quality, { javaScriptEnabled: false, ...options });

/** The last quarter that is over. */
function lastQuarter() {
    const now = new Date();
    const quarter = Math.floor(now.getMonth() / 3);
    return quarter === 0 ? `${now.getFullYear() - 1}-Q4` : `${now.getFullYear()}-Q${quarter}`;
}

test('everybody can use the pages, also on a small screen', async (t) => {
    for (const viewport of [{ width: 1366, height: 768 }, { width: 320, height: 640 }]) {
        const { page } = await enterConsole(t, office, quality, { viewport });
        for (const path of [...PLACES, DESK, `${DESK}/meeting`]) {
            await page.goto(path);
            assert.ok(await fits(page), `${path} at ${viewport.width}`);
            await assertAccessible(t, page);
            const { length } = await page.content();
            assert.ok(length < 300_000, `${path}: ${length}`);
        }
    }
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
