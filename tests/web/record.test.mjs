// What is stored, said to everybody: in each language, on each screen.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { assertAccessible } from './accessibility.mjs';
import { visit } from './browser.mjs';
import { startOffice } from './office.mjs';

const office = await startOffice();
const TITLES = {
    pl: 'Co dokładnie zapisujemy',
    en: 'What exactly we store',
    uk: 'Що саме ми зберігаємо',
    de: 'Was wir genau speichern',
};

for (const [language, title] of Object.entries(TITLES)) {
    test(`what is stored is said in ${language}, and in no other language`, async (t) => {
        const { page } = await visit(t, office);
        await page.goto(`/s/obsluga/record?lang=${language}`);
        assert.equal(await page.getAttribute('html', 'lang'), language);
        assert.equal(await page.locator('h1').innerText(), title);
        const text = await page.locator('main').innerText();
        for (const other of Object.values(TITLES)) assert.equal(text.includes(other), other === title, other);
        await assertAccessible(t, page);
    });
}

for (const [name, options] of Object.entries({
    'in the dark': { colorScheme: 'dark' },
    'on a narrow screen': { viewport: { width: 320, height: 640 } },
})) {
    test(`what is stored can be read ${name}`, async (t) => {
        const { page } = await visit(t, office, options);
        await page.goto('/s/obsluga/record?lang=pl');
        await assertAccessible(t, page);
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'it scrolls sideways');
    });
}
