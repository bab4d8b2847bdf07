// The hosted form, from the choice of a department to the thanks, with and without JavaScript, in every language.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { assertAccessible, readAloud, walk } from './accessibility.mjs';
import { visit } from './browser.mjs';
import { openNetwork } from './network.mjs';
import { startOffice } from './office.mjs';
import { load, sum } from './sizes.mjs';

const office = await startOffice();
const WORDS = {
    pl: { send: 'Wyślij ocenę', thanks: 'Dziękujemy za ocenę', best: 'bardzo dobrze', skip: 'Przejdź do treści' },
    en: { send: 'Send my answers', thanks: 'Thank you for your feedback', best: 'very good', skip: 'Skip to content' },
    uk: { send: 'Надіслати оцінку', thanks: 'Дякуємо за оцінку', best: 'дуже добре', skip: 'Перейти до змісту' },
    de: { send: 'Bewertung absenden', thanks: 'Vielen Dank für Ihre Bewertung', best: 'sehr gut', skip: 'Zum Inhalt springen' },
};
const KM = '/s/obsluga/KM';
/** What the browser says of answers that are meant to be refusals. */
const REFUSED = [/status of 4\d\d/, /status of 503/];

const faces = (page, code) => page.locator(`[data-code="${code}"] .face`);
const send = (page) => page.locator('form [type=submit]');
const thanks = (page) => page.waitForURL('**/thanks*');

async function difference(act) {
    const before = (await office.tables()).responses ?? [];
    await act();
    const known = new Set(before.map((row) => JSON.stringify(row)));
    return ((await office.tables()).responses ?? []).filter((row) => !known.has(JSON.stringify(row)));
}

for (const [language, words] of Object.entries(WORDS)) {
    for (const javaScriptEnabled of [true, false]) {
        const how = javaScriptEnabled ? 'with' : 'without';
        test(`a form is sent in ${language}, ${how} JavaScript, and stored once`, async (t) => {
            const { page } = await visit(t, office, { locale: language, javaScriptEnabled });
            const added = await difference(async () => {
                await page.goto(KM);
                assert.equal(await page.locator('html').getAttribute('lang'), language);
                await faces(page, 'OVERALL').nth(4).click();
                await page.getByRole('button', { name: words.send }).click();
                await thanks(page);
                await page.getByRole('heading', { name: words.thanks }).waitFor();
                await page.reload();
            });
            assert.equal(added.length, 1);
            assert.match(JSON.stringify(added), /"web"/);
        });
    }

    test(`no page in ${language} has words of another language`, async (t) => {
        const { page } = await visit(t, office, { locale: 'fr' });
        for (const path of ['/s/obsluga', KM, `${KM}/thanks`]) {
            await page.goto(`${path}?lang=${language}`);
            const text = await page.locator('body').innerText();
            for (const [other, { send, thanks, best, skip }] of Object.entries(WORDS)) {
                if (other === language) continue;
                for (const word of [send, thanks, best, skip]) assert.ok(!text.includes(word), `${path}: ${word}`);
            }
        }
    });
}

test('the address chooses the language, an unknown one leaves it to the browser, and links keep it', async (t) => {
    const { page } = await visit(t, office, { locale: 'uk' });
    await page.goto('/s/obsluga?lang=xx');
    assert.equal(await page.locator('html').getAttribute('lang'), 'uk');
    await page.getByRole('link', { name: 'Deutsch' }).click();
    await page.locator('.departments a').first().click();
    assert.equal(await page.locator('html').getAttribute('lang'), 'de');
    await page.goto('/?lang=en');
    assert.equal(new URL(page.url()).pathname, '/s/obsluga');
    assert.equal(await page.locator('html').getAttribute('lang'), 'en');
});

for (const javaScriptEnabled of [true, false]) {
    const how = javaScriptEnabled ? 'with' : 'without';
    test(`what is missing is named in a summary, and nothing is lost, ${how} JavaScript`, async (t) => {
        const { page } = await visit(t, office, { javaScriptEnabled, expected: REFUSED });
        await page.goto(KM);
        await faces(page, 'WAIT').nth(2).click();
        await page.locator('textarea').fill('\nDruga linia\n\n<b>&amp;</b>');
        await send(page).click();
        const link = page.locator('.summary a');
        await link.waitFor();
        assert.match(await page.title(), /^Nie udało się jeszcze wysłać ankiety: /);
        assert.equal(await faces(page, 'WAIT').nth(2).locator('input').isChecked(), true);
        assert.equal(await page.locator('textarea').inputValue(), '\nDruga linia\n\n<b>&amp;</b>');
        assert.equal(await page.locator('#OVERALL').getAttribute('aria-describedby'), 'OVERALL-error');
        if (javaScriptEnabled) {
            assert.ok(await page.locator('.summary').evaluate((summary) => summary === document.activeElement));
            await link.click();
            assert.ok(await page.locator('#OVERALL input').first().evaluate((input) => input === document.activeElement));
        }
        await faces(page, 'OVERALL').nth(4).click();
        await send(page).click();
        await thanks(page);
    });

    test(`a bad rating asks why, and the answer goes when the rating does, ${how} JavaScript`, async (t) => {
        const { page } = await visit(t, office, { javaScriptEnabled });
        await page.goto(KM);
        const reason = page.locator('#REASON');
        assert.equal(await reason.isVisible(), false);
        await faces(page, 'OVERALL').nth(1).click();
        assert.equal(await reason.isVisible(), true);
        await reason.locator('.option').first().click();
        await faces(page, 'OVERALL').nth(3).click();
        assert.equal(await reason.isVisible(), false);
        const added = await difference(async () => {
            await send(page).click();
            await thanks(page);
        });
        assert.equal(added.length, 1);
        assert.doesNotMatch(JSON.stringify(added), /REASON/);
    });
}

for (const [mode, words] of [
    ['cut', /Brak połączenia/],
    ['swallow', /Brak połączenia/],
    ['unavailable', /chwilowo zajęty/],
]) {
    test(`a network in the mode "${mode}" costs patience, and no response comes twice`, async (t) => {
        const network = await openNetwork(office);
        const { page } = await visit(t, network, { expected: [...REFUSED, /ERR_/] });
        await page.goto(KM);
        await faces(page, 'OVERALL').nth(4).click();
        await page.clock.install();
        await network.set(mode, { when: /^POST / });
        const added = await difference(async () => {
            await send(page).click();
            await page.locator('.state').getByText(words).waitFor();
            assert.match(await page.locator('.state p').innerText(), /za 5 sekund\.$/);
            await page.clock.runFor(5_000);
            await page.locator('.state').getByText('za 10 sekund').waitFor();
            await assertAccessible(t, page);
            await network.set('pass');
            await page.getByRole('button', { name: 'Spróbuj teraz' }).click();
            await thanks(page);
        });
        assert.equal(added.length, 1);
        const ids = network.asked(/^POST /).map(({ body }) => body && new URLSearchParams(body).get('id'));
        assert.equal(new Set(ids.filter(Boolean)).size, 1);
        assert.ok(ids.length >= 3);
    });
}

test('"not applicable" is an answer of its own', async (t) => {
    const { page } = await visit(t, office);
    await page.goto(KM);
    await faces(page, 'OVERALL').nth(4).click();
    await page.locator('[data-code="WAIT"] .na').click();
    assert.equal(await page.locator('[data-code="OVERALL"] .na').count(), 0);
    const added = await difference(async () => {
        await send(page).click();
        await thanks(page);
    });
    assert.match(JSON.stringify(added), /WAIT\W+na\b/);
});

test('whose matter was with another office finds the way there, on the list and on the form', async (t) => {
    const { page } = await visit(t, office);
    const exit = page.getByRole('link', { name: 'Urząd Miasta Jelenia Góra' });
    await page.goto('/s/obsluga?lang=pl');
    assert.match(await exit.getAttribute('href'), /^https:\/\/www\.jeleniagora\.pl/);
    await page.goto(`${KM}?lang=pl`);
    await page.getByText('Sprawa dotyczyła innego urzędu?').click();
    assert.match(await exit.getAttribute('href'), /^https:\/\/www\.jeleniagora\.pl/);
    assert.equal(await exit.getAttribute('rel'), 'noreferrer');
});

test('two clicks send one form', async (t) => {
    const network = await openNetwork(office);
    const { page } = await visit(t, network);
    await page.goto(KM);
    await faces(page, 'OVERALL').nth(4).click();
    await send(page).evaluate((button) => [button.click(), button.click()]);
    await thanks(page);
    assert.equal(network.asked(/^POST /).length, 1);
});

test('the count of characters is polite, in the right form, and counts what the server counts', async (t) => {
    const { page } = await visit(t, office, { expected: REFUSED });
    await page.goto(KM);
    await page.clock.install();
    const line = page.locator('.counter');
    const type = async (text) => {
        await page.locator('textarea').fill(text);
        await page.clock.runFor(1_000);
        return line.innerText();
    };
    assert.equal(await line.getAttribute('role'), 'status');
    assert.equal(await type('a'), '');
    assert.equal(await type('a'.repeat(999)), 'Pozostał 1 znak.');
    assert.equal(await type('\u{1f600}'.repeat(998)), 'Pozostały 2 znaki.');
    assert.equal(await type('\n'.repeat(995)), 'Pozostało 5 znaków.');
    const long = 'a'.repeat(1022);
    assert.equal(await type(long), 'Tekst jest za długi o 22 znaki.');
    await faces(page, 'OVERALL').nth(4).click();
    await send(page).click();
    await page.locator('.summary').waitFor();
    assert.equal(await page.locator('textarea').inputValue(), long);
    assert.equal(await page.locator('textarea').getAttribute('aria-invalid'), 'true');
    await page.locator('textarea').fill('\u{1f600}'.repeat(500) + '\n'.repeat(500));
    await send(page).click();
    await thanks(page);
});

test('by the keyboard alone, from the first page to the thanks', async (t) => {
    const { page } = await visit(t, office);
    await page.goto(KM);
    const stops = await walk(page);
    for (const name of ['link "Przejdź do treści"', 'radio "bardzo źle"', 'button "Wyślij ocenę"']) {
        assert.ok(stops.some((stop) => stop.startsWith(name)), `${name} in ${stops.join(', ')}`);
    }
    await page.locator('#OVERALL input').first().focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.name), 'REASON');
    await send(page).focus();
    await page.keyboard.press('Enter');
    await thanks(page);
});

test('a screen reader hears the question, that it is required, and the words of each face', async (t) => {
    const { page } = await visit(t, office);
    await page.goto(KM);
    const lines = await readAloud(page, '#OVERALL');
    assert.match(lines[0], /^radiogroup "Jak ocenia Pan\/Pani dzisiejszą obsługę w urzędzie\? \(wymagane\)"/);
    const radios = lines.filter((line) => line.startsWith('radio ')).map((line) => line.match(/"(.*)"/)[1]);
    assert.deepEqual(radios, ['bardzo źle', 'źle', 'ani dobrze, ani źle', 'dobrze', 'bardzo dobrze']);
});

for (const colorScheme of ['light', 'dark']) {
    for (const width of [1024, 320]) {
        test(`everybody can use every state, ${colorScheme}, ${width} wide`, async (t) => {
            const viewport = { width, height: 700 };
            const { page } = await visit(t, office, { colorScheme, viewport, expected: REFUSED });
            const check = async () => {
                await assertAccessible(t, page);
                const wide = await page.evaluate(() => document.documentElement.scrollWidth);
                assert.ok(wide <= width, `${page.url()} is ${wide} wide`);
            };
            for (const path of ['/s/obsluga', KM, `${KM}/thanks`, '/s/nic']) {
                await page.goto(path);
                await check();
            }
            await page.goto(KM);
            await faces(page, 'OVERALL').nth(0).click();
            for (const summary of await page.locator('summary').all()) await summary.click();
            await check();
            await page.goto(KM);
            await send(page).click();
            await page.locator('.summary').waitFor();
            await check();
        });
    }
}

for (const [name, options] of Object.entries({
    'in high contrast': { forcedColors: 'active' },
    'with letters of twice the size': { scale: 2 },
})) {
    test(`everybody can use the form ${name}`, async (t) => {
        const { scale = 1, ...rest } = options;
        const { page } = await visit(t, office, rest);
        await page.goto(KM);
        await page.evaluate((scale) => (document.documentElement.style.fontSize = `${16 * scale}px`), scale);
        await faces(page, 'OVERALL').nth(0).click();
        await assertAccessible(t, page);
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'it scrolls sideways');
        const edge = (place) => faces(page, 'OVERALL').nth(place).locator('input').evaluate((input) => getComputedStyle(input).borderTopWidth);
        assert.notEqual(await edge(0), await edge(1), 'what is chosen looks like the others');
    });
}

test('all that a form needs is at most 30 kB, compressed', async (t) => {
    const visitor = await visit(t, office);
    const transfers = await load(visitor, KM);
    assert.ok(transfers.length >= 5);
    const total = sum(transfers);
    t.diagnostic(`${total} bytes`);
    assert.ok(total <= 30_000, `${total} bytes`);
});

test('a form of pages goes step by step, and an error opens its step', async (t) => {
    const own = await startOffice();
    const settings = { origins: [], layout: 'pages' };
    const answer = await own.api('PUT', '/api/v1/surveys/obsluga/settings', settings, own.administrator);
    assert.ok(answer.status < 300, JSON.stringify(answer.body));
    const { page } = await visit(t, own, { expected: REFUSED });
    await page.goto(KM);
    const heading = page.locator('.step:visible > h2');
    const next = page.getByRole('button', { name: 'Dalej' });
    const steps = Number((await heading.innerText()).match(/^Krok 1 z (\d+)$/)[1]);
    assert.ok(steps >= 3);
    assert.equal(await page.locator('.step:visible .question:visible').count(), 1);
    for (let step = 2; step <= steps; step += 1) {
        await next.click();
        assert.equal(await heading.innerText(), `Krok ${step} z ${steps}`);
        assert.ok(await heading.evaluate((element) => element === document.activeElement));
        assert.ok((await page.locator('.step:visible > .asked').count()) <= 6);
    }
    await assertAccessible(t, page);
    await send(page).click();
    await page.locator('.summary').waitFor();
    assert.equal(await heading.innerText(), `Krok 1 z ${steps}`);
    await faces(page, 'OVERALL').nth(4).click();
    for (let step = 2; step <= steps; step += 1) await next.click();
    await page.getByRole('button', { name: 'Wstecz' }).click();
    await next.click();
    await send(page).click();
    await thanks(page);
    const plain = await visit(t, own, { javaScriptEnabled: false });
    await plain.page.goto(KM);
    assert.equal(await plain.page.locator('textarea').isVisible(), true);
    assert.equal(await plain.page.locator('.step').count(), 0);
});

test('names of departments, questions and options are text, whatever they hold', async (t) => {
    const own = await startOffice();
    const wild = `"'><img src=x onerror=console.error(1)><script>console.error(2)</script>{{7*7}}&lt;`;
    const text = { pl: wild };
    const key = own.administrator;
    const department = { name: text, site: wild, active: true, matters: [] };
    const made = await own.api('PUT', '/api/v1/departments/XX', department, key);
    assert.ok(made.status < 300, JSON.stringify(made.body));
    const questionnaire = {
        title: text, languages: ['pl'], headline: 'OVERALL', departments: ['XX'],
        rating_labels: [text, text, text, text, text], na_label: text,
        questions: [
            { code: 'OVERALL', kind: 'rating', scale: 5, text, required: true },
            { code: 'WILD', kind: 'single', text, options: [{ code: 'a', text }, { code: 'b', text }] },
        ],
    };
    const created = await own.api('POST', '/api/v1/surveys', { slug: 'dzika', questionnaire }, key);
    assert.ok(created.status < 300, JSON.stringify(created.body));
    const published = await own.api('POST', '/api/v1/surveys/dzika/versions', undefined, key);
    assert.ok(published.status < 300, JSON.stringify(published.body));
    const { page } = await visit(t, own, { expected: REFUSED });
    await page.goto('/s/dzika');
    assert.equal(await page.locator('.departments a').first().innerText(), wild);
    await page.goto('/s/dzika/XX');
    assert.equal(await page.locator('h1').innerText(), wild);
    assert.equal(await page.locator('main img, main script').count(), 0);
    await page.locator('.option').first().click();
    await send(page).click();
    await page.locator('.summary').waitFor();
    assert.equal(await page.locator('main img, main script').count(), 0);
});
