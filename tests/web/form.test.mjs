// The hosted form, from the choice of a department to the thanks, with and without JavaScript, in every language.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { assertAccessible, readAloud, walk } from './accessibility.mjs';
import { visit } from './browser.mjs';
import { openNetwork } from './network.mjs';
import { startOffice } from './office.mjs';
import { PHONE, fillIn } from './resident.mjs';
import { load, sum } from './sizes.mjs';

const office = await startOffice();
const WORDS = {
    pl: { send: 'Wyślij ocenę', thanks: 'Dziękujemy za ocenę', best: 'bardzo dobrze', skip: 'Przejdź do treści' },
    en: { send: 'Send my answers', thanks: 'Thank you for your feedback', best: 'very good', skip: 'Skip to content' },
    uk: { send: 'Надіслати оцінку', thanks: 'Дякуємо за оцінку', best: 'дуже добре', skip: 'Перейти до змісту' },
    de: { send: 'Bewertung abschicken', thanks: 'Vielen Dank für Ihre Bewertung', best: 'sehr gut', skip: 'Zum Inhalt springen' },
};
const KM = '/s/obsluga/KM';
/** What the browser says of answers that are meant to be refusals. */
const REFUSED = [/status of 4\d\d/, /status of 503/];

const faces = (page, code) => page.locator(`[data-code="${code}"] .face`);
const send = (page) => page.locator('.steps [value=send]');
const next = (page) => page.locator('.steps [value=next]');
const back = (page) => page.locator('.steps [value=back]');
const thanks = (page) => page.waitForURL('**/thanks*');

/** Presses a button that leads to another step. */
async function press(page, button) {
    await Promise.all([page.waitForEvent('framenavigated'), button(page).click()]);
    await page.waitForLoadState();
}

/** Answers the headline, and goes on to the step that asks a question. */
async function goTo(page, code, value = 5) {
    await page.goto(KM);
    await faces(page, 'OVERALL').nth(value - 1).click();
    while ((await page.locator(`#${code}`).count()) === 0) await press(page, next);
}

/** Fails unless the words of both ends and of the second face, which is chosen, can be read, and no others. */
async function assertSpelledOut(page) {
    const words = await faces(page, 'OVERALL').locator('span').evaluateAll((all) =>
        all.map((word) => {
            const range = document.createRange();
            range.selectNodeContents(word);
            const { left, right, top, bottom } = range.getBoundingClientRect();
            return { isRead: getComputedStyle(word).clipPath === 'none', left, right, top, bottom };
        }),
    );
    assert.deepEqual(words.map(({ isRead }) => isRead), [true, true, false, false, true]);
    const read = words.filter(({ isRead }) => isRead);
    for (const [one, other] of [[0, 1], [1, 2], [0, 2]].map((pair) => pair.map((place) => read[place]))) {
        const apart = one.right <= other.left || one.bottom <= other.top + 2 || other.bottom <= one.top + 2;
        assert.ok(apart, JSON.stringify(words));
    }
}

/** What is chosen or typed on a page, in sight and in hidden fields. */
const filled = (page) =>
    page.locator('form input, form textarea').evaluateAll((fields) =>
        fields.filter(({ type, checked, value }) => (/radio|checkbox/.test(type) ? checked : type !== 'hidden' && value)).map(({ name, value }) => [name, value]),
    );
const carried = (page) =>
    page.locator('form [type=hidden]').evaluateAll((fields) =>
        Object.fromEntries(fields.filter(({ name }) => /^[A-Z]/.test(name)).map(({ name, value }) => [name, value])),
    );
const isWide = (page) => page.evaluate(() => document.documentElement.scrollWidth > innerWidth);

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
    test(`what is missing is named in a summary, ${how} JavaScript`, async (t) => {
        const { page } = await visit(t, office, { javaScriptEnabled, expected: REFUSED });
        for (const [button, title] of [[send, 'Nie udało się jeszcze wysłać ankiety'], [next, 'Prosimy sprawdzić odpowiedzi']]) {
            await page.goto(KM);
            await button(page).click();
            const link = page.locator('.summary a');
            await link.waitFor();
            assert.ok((await page.title()).startsWith(`${title}: `), await page.title());
            assert.match(await link.innerText(), /^Jak oceniają Państwo obsługę/);
            assert.equal(await page.locator('#OVERALL').getAttribute('aria-describedby'), 'OVERALL-error');
            if (!javaScriptEnabled) continue;
            assert.ok(await page.locator('.summary').evaluate((summary) => summary === document.activeElement));
            await link.click();
            assert.ok(await page.locator('#OVERALL input').first().evaluate((input) => input === document.activeElement));
        }
        await faces(page, 'OVERALL').nth(4).click();
        await send(page).click();
        await thanks(page);
    });

    test(`steps keep what was filled in: forth, back, in another language and after a reload, ${how} JavaScript`, async (t) => {
        const network = await openNetwork(office);
        const { page } = await visit(t, network, { javaScriptEnabled, expected: REFUSED });
        await goTo(page, 'WAIT');
        await faces(page, 'WAIT').nth(2).click();
        await page.locator('[data-code="INFO"] .na').click();
        await press(page, next);
        await press(page, back);
        assert.deepEqual(await filled(page), [['INFO', 'na'], ['WAIT', '3']]);
        await press(page, () => page.getByRole('button', { name: 'Deutsch' }));
        await page.getByText('Wartezeit', { exact: true }).waitFor();
        assert.equal(await page.locator('html').getAttribute('lang'), 'de');
        assert.deepEqual(await filled(page), [['INFO', 'na'], ['WAIT', '3']]);
        await press(page, next);
        assert.deepEqual(await carried(page), { OVERALL: '5', INFO: 'na', WAIT: '3' });
        const at = await page.title();
        await page.reload();
        assert.equal(await page.title(), at);
        assert.deepEqual(await carried(page), { OVERALL: '5', INFO: 'na', WAIT: '3' });
        while ((await next(page).count()) > 0) await press(page, next);
        const text = '\nDruga linia\n\n<b>&amp;</b>';
        await page.locator('textarea').fill(text.padEnd(1001, '.'));
        await send(page).click();
        await page.locator('.summary').waitFor();
        assert.equal(await page.locator('textarea').inputValue(), text.padEnd(1001, '.'));
        await page.locator('textarea').fill(text);
        await press(page, back);
        await press(page, next);
        assert.equal(await page.locator('textarea').inputValue(), text);
        const added = await difference(async () => {
            await send(page).click();
            await thanks(page);
        });
        assert.match(JSON.stringify(added), /INFO\W+na\b.*WAIT\W+3/);
        const addresses = network.requests.map(({ path }) => path).filter((path) => !/^\/(assets\/|forget\.css$)/.test(path));
        for (const path of addresses) assert.match(path, /^\/s\/obsluga\/KM(\/thanks)?(\?lang=..)?$/);
    });

    test(`a bad rating asks why, and the answer goes when the rating does, ${how} JavaScript`, async (t) => {
        const { page } = await visit(t, office, { javaScriptEnabled });
        await goTo(page, 'REASON', 2);
        await page.locator('#REASON .option').first().click();
        await press(page, back);
        await faces(page, 'OVERALL').nth(3).click();
        await press(page, next);
        assert.equal(await page.locator('#REASON').count(), 0);
        assert.equal(await page.locator('#COURTESY').count(), 1);
        const added = await difference(async () => {
            await send(page).click();
            await thanks(page);
        });
        assert.equal(added.length, 1);
        assert.doesNotMatch(JSON.stringify(added), /REASON/);
    });

    test(`whoever goes back from the thanks finds an empty form, ${how} JavaScript`, async (t) => {
        const { page } = await visit(t, office, { javaScriptEnabled, expected: [/ERR_CACHE_MISS/] });
        for (const steps of [0, 2]) {
            await page.goto(KM);
            await faces(page, 'OVERALL').nth(4).click();
            for (let step = 0; step < steps; step += 1) await press(page, next);
            await send(page).click();
            await thanks(page);
            for (let turn = 0; turn < steps + 1; turn += 1) {
                // A browser asks whether to send a step again. It is sent, and leads to an empty form.
                await page.goBack().catch(async () => {
                    await page.waitForURL('chrome-error://**');
                    await page.reload();
                });
                assert.deepEqual([await filled(page), await carried(page)], [[], {}], `${turn + 1} of ${steps + 1} back`);
                assert.equal(await faces(page, 'OVERALL').count(), 5);
            }
        }
    });
}

test('whoever is about to lose answers is asked, and loses nothing by staying', async (t) => {
    const { page } = await visit(t, office);
    await page.goto('/s/obsluga?lang=pl');
    await page.getByRole('link', { name: 'Wydział Komunikacji' }).click();
    await faces(page, 'OVERALL').nth(4).click();
    await press(page, next);
    await faces(page, 'WAIT').nth(2).click();
    const asked = page.waitForEvent('dialog');
    await page.evaluate(() => requestAnimationFrame(() => history.back()));
    const dialog = await asked;
    assert.equal(dialog.type(), 'beforeunload');
    await dialog.dismiss();
    assert.deepEqual([await filled(page), await carried(page)], [[['WAIT', '3']], { OVERALL: '5' }]);
    await press(page, back);
    await press(page, next);
    assert.deepEqual(await filled(page), [['WAIT', '3']]);
});

for (const javaScriptEnabled of [true, false]) {
    const how = javaScriptEnabled ? 'with' : 'without';
    test(`a browser that kept the page does not show what was sent, ${how} JavaScript`, async (t) => {
        const { page } = await visit(t, office, { keepsPages: true, javaScriptEnabled });
        await page.goto(KM);
        await faces(page, 'OVERALL').nth(4).click();
        await send(page).click();
        await thanks(page);
        await page.waitForLoadState();
        // A page that is shown as it was is not loaded, so that this would not end.
        await page.goBack();
        await faces(page, 'OVERALL').first().waitFor();
        assert.deepEqual(await filled(page), []);
    });
}

test('a page that a browser kept is asked for anew', async (t) => {
    const { page } = await visit(t, office, { keepsPages: true });
    await page.goto(KM);
    await faces(page, 'OVERALL').nth(4).click();
    await page.evaluate(() => (document.body.dataset.kept = 'yes'));
    await page.locator('.about').evaluate(() => location.assign('/s/obsluga?lang=pl'));
    await page.waitForURL('**/s/obsluga?lang=pl');
    await page.goBack();
    await page.locator('body:not([data-kept])').waitFor();
    assert.deepEqual(await filled(page), []);
});

for (const language of Object.keys(WORDS)) {
    for (const viewport of [PHONE, { width: 320, height: 640 }]) {
        test(`the first screen of a phone asks and takes the headline: ${language}, ${viewport.width} wide`, async (t) => {
            const { page } = await visit(t, office, { viewport, locale: language });
            await page.goto(KM);
            await faces(page, 'OVERALL').nth(1).click();
            const boxes = await Promise.all((await faces(page, 'OVERALL').locator('input').all()).map((face) => face.boundingBox()));
            assert.equal(boxes.length, 5);
            for (const { y, width, height } of boxes) assert.ok(y === boxes[0].y && width >= 44 && height >= 44, JSON.stringify(boxes));
            for (const part of [page.locator('#OVERALL legend'), send(page), next(page)]) {
                const { y, height } = await part.boundingBox();
                assert.ok(y >= 0 && y + height <= viewport.height, `${await part.innerText()} is at ${y}`);
            }
            if (viewport.width === 320) await assertSpelledOut(page);
            const names = await page.locator('#OVERALL input').evaluateAll((inputs) => inputs.map(({ labels }) => labels[0].textContent.trim()));
            assert.deepEqual([new Set(names).size, names[4]], [5, WORDS[language].best]);
            assert.equal(await isWide(page), false);
            while ((await next(page).count()) > 0) {
                await press(page, next);
                assert.equal(await isWide(page), false, await page.title());
                for (const choice of await page.locator('.question .choice input').all()) {
                    const { width, height } = await choice.boundingBox();
                    assert.ok(width >= 44 && height >= 44, `${await choice.getAttribute('name')}: ${width} x ${height}`);
                }
            }
            for (const summary of await page.locator('summary').all()) await summary.click();
            assert.equal(await isWide(page), false);
        });
    }
}

test('a resident rates in two taps, or says everything in 70 seconds', async (t) => {
    const { page } = await visit(t, office, { viewport: PHONE });
    for (const everything of [false, true]) {
        await page.goto(KM);
        const { taps, screens, words, seconds } = await fillIn(page, { everything });
        t.diagnostic(`${everything ? 'everything' : 'the headline'}: ${seconds} s (${words} words, ${taps} taps), ${screens} screens`);
        if (everything) assert.ok(seconds <= 70 && screens <= 4, `${seconds} s, ${screens} screens`);
        else assert.ok(taps <= 2 && screens === 0, `${taps} taps, ${screens} screens`);
    }
});

test('what exactly is stored opens in the page, and loses nothing', async (t) => {
    const { page } = await visit(t, office);
    await page.goto(KM);
    await faces(page, 'OVERALL').nth(4).click();
    await page.getByText('Co dokładnie zapisujemy').click();
    await page.locator('[data-tables="receipts"]').waitFor();
    assert.deepEqual(await filled(page), [['OVERALL', '5']]);
    const leading = await page.locator('main a:not([target=_blank]), footer a:not([target=_blank])').count();
    assert.equal(leading, 0, 'a link leads away from what is filled in');
});

test('a limit says when in words, keeps what was filled in, and names other ways', async (t) => {
    const limited = await startOffice({ 'web-per-day': 1, lobby: '192.0.2.1' });
    const { page } = await visit(t, limited, { expected: REFUSED });
    await page.goto(KM);
    await faces(page, 'OVERALL').nth(4).click();
    await send(page).click();
    await thanks(page);
    await goTo(page, 'WAIT');
    await faces(page, 'WAIT').nth(2).click();
    await send(page).click();
    const text = await page.locator('.summary').innerText();
    assert.match(text, /jutro|za godzinę|za pół godziny|za 10 minut/);
    assert.match(text, /na tablecie lub na papierowym formularzu/);
    assert.deepEqual([await filled(page), await carried(page)], [[['WAIT', '3']], { OVERALL: '5' }]);
});

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
    assert.equal(await page.locator('[data-code="OVERALL"] .na').count(), 0);
    await goTo(page, 'WAIT');
    await page.locator('[data-code="WAIT"] .na').click();
    assert.match(await page.locator('[data-code="WAIT"] .na').innerText(), /nie dotyczy/);
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
    await goTo(page, 'SUGGEST');
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
    assert.equal(await page.evaluate(() => document.activeElement.value), 'send');
    // The Enter key goes on, and sends nothing before the end.
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    await page.locator('#REASON').waitFor();
    await next(page).focus();
    await page.keyboard.press('Enter');
    await page.locator('#COURTESY').waitFor();
    const rows = await walk(page);
    assert.equal(rows.filter((stop) => stop.startsWith('radio "bardzo źle"')).length, 6, rows.join(', '));
    await send(page).focus();
    await page.keyboard.press('Enter');
    await thanks(page);
});

test('a screen reader hears the question, that it is required, and the words of each face', async (t) => {
    const { page } = await visit(t, office);
    await page.goto(KM);
    const lines = await readAloud(page, '#OVERALL');
    assert.match(lines[0], /^radiogroup "Jak oceniają Państwo obsługę w\surzędzie\? \(wymagane\)"/);
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
            await send(page).click();
            await page.locator('.summary').waitFor();
            await check();
            await faces(page, 'OVERALL').nth(0).click();
            for (const summary of await page.locator('summary').all()) await summary.click();
            await check();
            while ((await next(page).count()) > 0) {
                await press(page, next);
                await page.locator('.choice').last().click();
                await check();
            }
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
    await send(page).click();
    await page.locator('.summary').waitFor();
    assert.equal(await page.locator('main img, main script').count(), 0);
    await faces(page, 'OVERALL').nth(0).click();
    await press(page, next);
    assert.equal(await page.locator('.option').first().innerText(), wild);
    assert.equal(await page.locator('main img, main script').count(), 0);
});
