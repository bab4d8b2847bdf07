// A paper session through the real grid: every key pressed, every form in its batch, none lost and none twice.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { assertAccessible } from './accessibility.mjs';
import { visit } from './browser.mjs';
import { startOffice } from './office.mjs';

const office = await startOffice();
const PASSWORD = 'cztery kolory nieba';
const COOKIE = 'ankieta_session';
const cookies = await signInAsClerk();
const version = (await office.api('GET', '/api/v1/surveys/obsluga/versions/1', undefined, office.administrator)).body;

test('forms as people fill them in, at a few keys each', async (t) => {
    const { page } = await enter(t);
    await open(page, 'sesja');
    await measure(page);
    const forms = Array.from({ length: 20 }, (_, number) => fillIn(number));
    let characters = 0;
    for (const [index, form] of forms.entries()) {
        const { keys } = form;
        // Which sheet is for the check is said while it is at hand.
        assert.equal(await page.locator('#number').innerText(), index % 10 === 9 ? samplePlace(index + 1) : `Ankieta nr ${index + 1}`);
        // A form is its answers, one key each: what is ticked, what is left blank, what nobody can read; the words, blank
        // or not, are one.
        assert.ok(keys.length <= form.answers + 2, `${keys.length} keys for ${form.answers} answers: ${keys.join(' ')}`);
        for (const key of keys) {
            if (key === 'Enter' && form.words && (await page.evaluate(() => document.activeElement.tagName)) === 'TEXTAREA') {
                await page.keyboard.insertText(form.words);
            }
            await page.keyboard.press(key);
            // Nobody types faster than a page is drawn.
            await page.evaluate(() => window.ready);
        }
        characters += keys.length + form.words.length;
    }
    await stored(page, forms.length);
    const waits = (await page.evaluate(() => window.waits)).toSorted((one, other) => one - other);
    const p99 = waits[Math.floor(waits.length * 0.99)];
    const keys = forms.map(({ keys, answers }) => keys.length - answers);
    const perHour = Math.round((forms.length / (characters / 2)) * 3_600);
    t.diagnostic(`keys beyond the answers: at most ${Math.max(...keys)}`);
    t.diagnostic(`ready for the next key: p50 ${waits[waits.length >> 1].toFixed(1)} ms, p99 ${p99.toFixed(1)} ms of ${waits.length} keys`);
    t.diagnostic(`forms an hour at two keys a second, words among them: ${perHour}`);
    assert.ok(perHour >= 200, `${perHour} forms an hour`);
    const held = await lot('sesja');
    const said = (list) => list.map((answers) => JSON.stringify(answers, Object.keys(answers).toSorted())).toSorted();
    assert.deepEqual(said(held.map(({ answers }) => JSON.parse(answers))), said(forms.map(({ said }) => said)));
    const { lots, lot_comments: comments } = await office.tables();
    assert.equal(lots.find(({ name }) => name === 'sesja').unreadable, forms.filter(({ unreadable }) => unreadable).length);
    assert.equal(comments.length, forms.filter(({ words }) => words).length);
});

test('what is not understood is refused aloud, and nothing is taken until that is answered', async (t) => {
    const { page } = await enter(t, { viewport: { width: 1366, height: 768 } });
    await open(page, 'pomyłki');
    const row = (code) => page.locator(`[data-code=${code}]`);
    const typed = (code) => row(code).locator('.typed').innerText();
    const press = async (...keys) => {
        for (const key of keys) await page.keyboard.press(key);
    };
    // A sheet without the first answer: what follows is not taken for it.
    const place = await row('COURTESY').boundingBox();
    await press(' ', '4', 'Enter', '4');
    assert.equal(await typed('OVERALL') + (await typed('COURTESY')), '');
    assert.match(await page.locator('#said').innerText(), /Bez tej odpowiedzi/);
    assert.deepEqual(await row('COURTESY').boundingBox(), place, 'the table moved');
    await assertAccessible(t, page);
    await press('Escape', '4');
    assert.equal(await typed('OVERALL'), '4');
    // Only after some answers something is asked, and why is said.
    assert.match(await row('REASON').innerText(), /pomijane – tylko gdy w pytaniu 1 zaznaczono: bardzo źle, źle/);
    assert.ok(await row('REASON').locator('.boxes').isHidden());
    // A third cross, of two that are allowed.
    await press(...'44444444444', '1', '1');
    await row('IMPORT').and(page.locator(':focus')).waitFor();
    // A capital letter begins a word, also where the small one is an option.
    await press('Shift+B');
    assert.match(await page.locator('#said').innerText(), /Klawisz „B” nic tu nie znaczy/);
    // A word there takes back the letters that were taken for answers, and crosses that are all taken back are no answer.
    await press('Backspace', 'b', 'r');
    assert.match(await page.locator('#said').innerText(), /cofnięto też litery/);
    assert.equal(await typed('IMPORT'), '');
    await press('Backspace', '1', '1', 'Enter');
    assert.match(await page.locator('#said').innerText(), /Nic nie jest zaznaczone/);
    await press('Backspace', '1', '2', '3', '1');
    assert.match(await page.locator('#said').innerText(), /Zaznaczono więcej niż 2/);
    assert.ok(await page.locator('#said').evaluate((said) => said.getBoundingClientRect().bottom <= innerHeight), 'out of sight');
    assert.deepEqual([await typed('IMPORT'), await typed('RTYPE')], ['1 2', '']);
    await press('Backspace', ' ');
    assert.match(await page.locator('#said').innerText(), /ma już odpowiedź/);
    // The Enter that ends such a question is not read as one of the next.
    await press('Backspace', '3', '*', 'Enter');
    assert.equal(await page.locator('#said').innerText(), '');
    assert.deepEqual([await typed('IMPORT'), await typed('RTYPE')], ['*', '']);
    // The words, begun one question too early.
    await press('1');
    await page.keyboard.type('Bardzo długo czekałam');
    await press('Enter', 'AltGraph');
    assert.match(await page.locator('#said').innerText(), /Klawisz „B” nic tu nie znaczy/);
    await row('FREQ').and(page.locator(':focus')).waitFor();
    assert.equal(await typed('FREQ'), '');
    await press('Tab');
    await page.keyboard.type('Bardzo długo czekałam');
    // One Esc clears nothing that was typed.
    await press('Escape');
    assert.match(await page.locator('#said').innerText(), /Esc jeszcze raz/);
    await press('Backspace');
    // Where the grid ends, the day above it leads in again, to the question that one was at.
    await page.locator('#day').focus();
    await press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.value), 'Bardzo długo czekałam');
    // On the button a digit is no answer any more, and a space does not store.
    await press('Tab', ' ', '5', 'Enter');
    assert.match(await page.locator('#said').innerText(), /To koniec ankiety/);
    await press('Backspace', 'Enter');
    await stored(page, 1);
    await page.locator('#day').focus();
    await press('Tab');
    await row('OVERALL').and(page.locator(':focus')).waitFor();
    const { lot_comments: comments } = await office.tables();
    assert.ok(comments.some(({ body }) => body === 'Bardzo długo czekałam'));
    const [{ answers }] = await lot('pomyłki');
    assert.deepEqual(Object.keys(JSON.parse(answers)).filter((code) => ['REASON', 'IMPORT', 'FREQ'].includes(code)), []);
});

test('what does not fit is said at once, and the last form is taken back and put right', async (t) => {
    const { page } = await enter(t);
    const batch = `<img src=x onerror=alert(1)> "'& ${'ż'.repeat(20)}`;
    await open(page, batch);
    await page.keyboard.press('7');
    assert.match(await page.locator('#said').innerText(), /Klawisz „7” nic tu nie znaczy.*1 2 3 4 5/);
    assert.match(await page.locator('#books').innerText(), /Liczy się na dzień \d\d\.\d\d\.\d{4}\./);
    await assertAccessible(t, page);
    // Only who is not content is asked what went wrong.
    for (const key of ['Backspace', '5']) await page.keyboard.press(key);
    assert.ok(await page.locator('[data-code=REASON] .boxes').isHidden());
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('2');
    assert.ok(await page.locator('[data-code=REASON] .boxes').isVisible());
    // Tab leads to the words, and Enter there stores the form.
    await page.keyboard.press('Tab');
    await page.keyboard.insertText('<script>alert(1)</script>');
    await page.keyboard.press('Enter');
    await stored(page, 1);
    assert.deepEqual((await lot(batch)).map(({ answers }) => JSON.parse(answers)), [{ OVERALL: 2 }]);
    await page.keyboard.press('Control+z');
    await page.locator('#queue', { hasText: 'cofnięto' }).waitFor();
    assert.match(await page.locator('#queue').innerText(), /W partii: 0\./);
    assert.equal(await page.locator('#number').innerText(), 'Ankieta nr 1');
    assert.deepEqual(await lot(batch), []);
    assert.equal(await page.locator('[data-code=OVERALL] .chosen').getAttribute('data-value'), '2');
    await page.keyboard.press('4');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await stored(page, 1);
    assert.deepEqual((await lot(batch)).map(({ answers }) => JSON.parse(answers)), [{ OVERALL: 4 }]);
});

test('what cannot be sent waits in the page, and goes under the same id', async (t) => {
    const { page } = await enter(t, { expected: [/Failed to load resource|ERR_/] });
    await page.clock.install();
    await open(page, 'bez sieci');
    let lost = 0;
    // The first answer is lost on the way back, the second question never arrives.
    await page.route('**/console/paper/forms', async (route) => {
        if (++lost === 1) await route.fetch();
        await route.abort();
    });
    for (const key of ['5', 'Tab', 'Enter', '3', 'Tab', 'Enter']) await page.keyboard.press(key);
    await page.locator('#queue', { hasText: 'Nic nie przepadło' }).waitFor();
    await page.unroute('**/console/paper/forms');
    await page.clock.runFor(60_000);
    await stored(page, 2);
    const held = await lot('bez sieci');
    assert.deepEqual(held.map(({ answers }) => JSON.parse(answers).OVERALL).toSorted(), [3, 5]);
});

test('a session that ends loses nothing that was typed', async (t) => {
    const { page, context } = await enter(t, { expected: [/Failed to load resource|ERR_/] });
    // A session of this test's own, since it ends.
    await context.addCookies([cookieOf(await signIn('anna.nowak'))]);
    await page.clock.install();
    await open(page, 'po sesji');
    for (const key of ['5', 'Tab', 'Enter']) await page.keyboard.press(key);
    await stored(page, 1);
    // The session ends elsewhere: by sign-out, by idleness, by the administrator.
    const other = await context.newPage();
    await other.goto('/console');
    await other.getByRole('button', { name: 'Wyloguj się' }).click();
    await other.getByLabel('Hasło').waitFor();
    for (const key of ['4', 'Tab', 'Enter', '3', 'Tab', 'Enter', '2']) await page.keyboard.press(key);
    await page.locator('#queue', { hasText: 'Prosimy zalogować się w innej karcie' }).waitFor();
    assert.match(await page.locator('#queue').innerText(), /ankiety zapiszą się same\. Do zapisania: 2\./);
    assert.deepEqual((await lot('po sesji')).map(({ answers }) => JSON.parse(answers).OVERALL), [5]);
    // To leave the page takes a second word.
    await assertAsks(page);
    await other.getByLabel('Nazwa użytkownika').fill('anna.nowak');
    await other.getByLabel('Hasło').fill(PASSWORD);
    await other.getByRole('button', { name: 'Zaloguj się' }).click();
    await other.getByRole('heading', { name: 'Co czeka' }).waitFor();
    // Whoever comes back need not wait, and the form that was begun is still there.
    await page.evaluate(() => dispatchEvent(new Event('focus')));
    await stored(page, 3);
    assert.equal(await page.locator('[data-code=OVERALL] .chosen').getAttribute('data-value'), '2');
    assert.deepEqual((await lot('po sesji')).map(({ answers }) => JSON.parse(answers).OVERALL).toSorted(), [3, 4, 5]);
    await page.keyboard.press('Escape');
});

test('a form that is typed again is compared and not stored, and the batch is confirmed by keys alone', async (t) => {
    const { page } = await enter(t);
    await open(page, 'sprawdzana');
    for (const key of ['5', '4', 'Tab', 'Enter']) await page.keyboard.press(key);
    await stored(page, 1);
    await open(page, 'sprawdzana', '&check=1');
    // A number that no sheet has loses nothing that was typed under it, and no day is asked for.
    assert.equal(await page.locator('#day').count(), 0);
    for (const key of ['7', 'Tab', '5', '3', 'Tab', 'Enter']) await page.keyboard.press(key);
    await page.locator('#aside', { hasText: 'nie ma ankiety o tym numerze' }).getByRole('button').click();
    await page.locator('#place').fill('1');
    await assertAsks(page);
    for (const key of ['Enter', 'Tab', 'Enter']) await page.keyboard.press(key);
    await page.locator('#queue', { hasText: 'Uprzejmość' }).waitFor();
    assert.equal((await lot('sprawdzana')).length, 1);
    await page.goto('/console/paper');
    await assertAccessible(t, page);
    const row = page.locator('tr', { hasText: 'sprawdzana' });
    assert.match(await row.innerText(), /różnice: 1 na 17 odpowiedzi/);
    await row.getByRole('button', { name: 'Zatwierdź' }).focus();
    await page.keyboard.press('Enter');
    await page.locator('.notice', { hasText: 'zatwierdzona' }).waitFor();
    assert.match(await page.locator('tr', { hasText: 'sprawdzana' }).innerText(), /KM, \p{L}+\s\d{4}\sr\.: 1/u);
    assert.deepEqual(await lot('sprawdzana'), []);
    const { batches } = await office.tables();
    assert.deepEqual([batches[0].name, batches[0].compared, batches[0].different], ['sprawdzana', 17, 1]);
});

test('the pages about paper fit a narrow screen, and lead to a blank form without a batch', async (t) => {
    const { page } = await enter(t, { viewport: { width: 320, height: 640 } });
    for (const path of ['/grid?batch=wąska', '/grid?batch=wąska&check=1', '']) {
        await page.goto(`/console/paper${path}`);
        await assertAccessible(t, page);
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${path} scrolls sideways`);
    }
    await page.getByRole('link', { name: 'Wydrukuj czyste ankiety' }).click();
    await assertAccessible(t, page);
    await page.getByLabel('Język', { exact: true }).selectOption({ label: 'ukraiński' });
    await page.getByRole('button', { name: 'Otwórz ankietę do wydruku' }).click();
    await page.locator('html[lang=uk] .sheet').first().waitFor();
    assert.ok(!page.url().includes('batch'), page.url());
});

async function enter(t, options = {}) {
    const visitor = await visit(t, office, { cookies: [COOKIE], ...options });
    await visitor.context.addCookies(cookies);
    return visitor;
}

async function open(page, batch, more = '') {
    await page.goto(`/console/paper/grid?survey=obsluga&department=KM&batch=${encodeURIComponent(batch)}${more}`);
    await page.locator(more ? '#place' : '.entry:focus').waitFor();
}

/** Fails unless leaving the page takes a second word; stays there. */
async function assertAsks(page) {
    const asked = new Promise((resolve) => page.once('dialog', (dialog) => resolve(dialog.dismiss().then(() => dialog.type()))));
    await page.close({ runBeforeUnload: true });
    assert.equal(await asked, 'beforeunload');
}

/** What is said of a sheet that is put aside. */
function samplePlace(place) {
    return `Ankieta nr ${place} – do sprawdzenia: prosimy napisać na kartce „${place}” i odłożyć ją osobno.`;
}

/** Waits until the page says that so many forms of its batch wait, and nothing is on its way. */
async function stored(page, number) {
    await page.locator('#queue', { hasText: `W partii: ${number}.` }).waitFor();
}

/** The responses that wait in a batch. */
async function lot(name) {
    const { lots = [], lot_responses: responses = [] } = await office.tables();
    const key = lots.find((lot) => lot.name === name)?.key;
    return responses.filter(({ lot }) => lot === key);
}

/** Notes how long each key takes until the page has been drawn and takes the next one, which `ready` waits for. */
function measure(page) {
    return page.evaluate(() => {
        window.waits = [];
        addEventListener('keydown', () => {
            const from = performance.now();
            window.ready = new Promise((ready) => {
                requestAnimationFrame(() => {
                    const { port1, port2 } = new MessageChannel();
                    port1.onmessage = () => ready(window.waits.push(performance.now() - from));
                    port2.postMessage(0);
                });
            });
        }, true);
    });
}

/** A form as somebody may fill it in; the same number is the same form. */
function fillIn(number) {
    let seed = number * 2_654_435_761 + 12_345;
    const chance = () => {
        seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
        return seed / 2 ** 31;
    };
    const said = {};
    const keys = [];
    let unreadable = 0;
    let words = '';
    for (const { code, kind, options, required, na, show_if: showIf } of version.questionnaire.questions) {
        if (showIf && !(said[showIf.question] <= showIf.at_most)) continue;
        const offered = code === 'MATTER' ? options.filter(({ departments }) => departments?.includes('KM')) : options;
        const luck = chance();
        if (kind === 'text') {
            if (luck < 0.15) words = 'Więcej krzeseł w poczekalni i krótsza kolejka.';
            keys.push('Enter');
        } else if (!required && luck < 0.08) {
            keys.push(' ');
        } else if (!required && luck < 0.1) {
            keys.push('*');
            unreadable += 1;
        } else if (kind === 'multiple') {
            const ticked = [...new Set([Math.floor(chance() * offered.length), Math.floor(chance() * offered.length)])].toSorted((one, other) => one - other);
            said[code] = ticked.map((index) => offered[index].code);
            keys.push(...ticked.map((index) => '123456789ab'[index]), 'Enter');
        } else if (kind === 'rating') {
            const value = luck < 0.15 && na !== false ? 'na' : 1 + Math.floor(Math.max(chance(), chance()) * 5);
            said[code] = value;
            keys.push(value === 'na' ? '0' : String(value));
        } else {
            const index = Math.floor(chance() * offered.length);
            said[code] = offered[index].code;
            keys.push('123456789ab'[index]);
        }
    }
    return { said, keys, words, unreadable, answers: keys.filter((key) => key !== 'Enter').length + 1 };
}

/** The cookies of a clerk, whom the first administrator has made an account. */
async function signInAsClerk() {
    const first = office.log.match(/Link for the account `administrator`[^\n]*?(https?:\S+)/)[1];
    const administrator = await choosePassword(new URL(first).pathname);
    const page = await (await fetch(office.url('/console/accounts/new'), { headers: { cookie: administrator } })).text();
    const token = page.match(/name="token" value="([^"]+)"/)[1];
    const body = new URLSearchParams({ token, sign_in_name: 'anna.nowak', name: 'Anna Nowak', role: 'clerk' });
    const made = await fetch(office.url('/console/accounts'), { method: 'POST', body, headers: { cookie: administrator } });
    const cookie = await choosePassword((await made.text()).match(/\/console\/link\/[^"<\s]+/)[0]);
    return [cookieOf(cookie)];
}

function choosePassword(path) {
    return send(path, { password: PASSWORD, again: PASSWORD });
}

function signIn(name) {
    return send('/console/sign-in', { name, password: PASSWORD });
}

/** The cookie that a form at the door is answered with. */
async function send(path, fields) {
    const body = new URLSearchParams(fields);
    const answer = await fetch(office.url(path), { method: 'POST', body, redirect: 'manual' });
    return answer.headers.getSetCookie()[0].split(';')[0];
}

function cookieOf(cookie) {
    const [name, value] = cookie.split('=');
    return { name, value, url: office.origin };
}
