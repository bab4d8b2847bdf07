// Patience with a bad connection, pages instead of one long page, and a count of characters. The form needs none of it.
// Nothing is stored in the browser: what waits to be sent waits in this page.

const FIRST_WAIT = 5;
const LONGEST_WAIT = 60;
/** A count of characters is shown when so many are left. */
const NEAR = 100;
/** Milliseconds without a key that count as a pause. */
const PAUSE = 800;

let form;
let words;
let sending = false;
let openStep = () => {};

begin();
addEventListener('beforeunload', (event) => {
    if (form && isTyped()) event.preventDefault();
});

function begin() {
    form = document.querySelector('form[data-words]');
    if (!form) return;
    words = JSON.parse(form.dataset.words);
    form.addEventListener('submit', send);
    form.querySelectorAll('textarea[data-most]').forEach(count);
    openStep = form.dataset.layout === 'pages' ? divide() : () => {};
    const summary = document.querySelector('.summary');
    summary?.addEventListener('click', (event) => {
        const target = event.target.closest('a') && document.getElementById(event.target.hash.slice(1));
        if (!target) return;
        event.preventDefault();
        openStep(target);
        target.querySelector('input, textarea')?.focus();
    });
    const wrong = form.querySelector('.error');
    if (wrong) openStep(wrong);
    summary?.focus();
}

function isTyped() {
    return [...form.querySelectorAll('textarea')].some((field) => field.value.trim() !== '');
}

/** Says a sentence with a number in the form that the language has for it. */
function say(forms, number) {
    const form = forms[new Intl.PluralRules(document.documentElement.lang).select(number)] ?? forms.other;
    return form.replace('{count}', String(number));
}

/** Says politely how much room is left, near the end and when the typing pauses. A character is what the server counts. */
function count(field) {
    const most = Number(field.dataset.most);
    const line = document.createElement('p');
    line.className = 'counter';
    line.setAttribute('role', 'status');
    field.after(line);
    let timer;
    const show = () => {
        const left = most - [...field.value].length;
        line.classList.toggle('over', left < 0);
        line.textContent = left > Math.min(NEAR, most / 2) ? '' : say(left < 0 ? words.over : words.left, Math.abs(left));
    };
    field.addEventListener('input', () => {
        clearTimeout(timer);
        timer = setTimeout(show, PAUSE);
    });
    show();
}

/** Divides the form into steps, and returns what opens the step that holds an element. */
function divide() {
    const steps = [];
    for (const asked of form.querySelectorAll('.questions > .asked')) {
        if ('step' in asked.dataset || steps.length === 0) {
            const step = document.createElement('section');
            step.className = 'step';
            step.append(document.createElement('h2'));
            asked.before(step);
            steps.push(step);
        }
        steps.at(-1).append(asked);
    }
    if (steps.length < 2) return () => {};
    const submit = form.querySelector('[type=submit]');
    const back = makeButton(words.back, () => open(now - 1, true));
    const next = makeButton(words.next, () => open(now + 1, true));
    back.classList.add('quiet');
    submit.before(back, next);
    let now = 0;
    const open = (wanted, focus) => {
        now = wanted;
        steps.forEach((step, place) => (step.hidden = place !== now));
        back.hidden = now === 0;
        next.hidden = now === steps.length - 1;
        submit.hidden = !next.hidden;
        if (focus) steps[now].firstChild.focus();
    };
    steps.forEach((step, place) => {
        step.firstChild.tabIndex = -1;
        step.firstChild.textContent = words.step.replace('{step}', place + 1).replace('{steps}', steps.length);
    });
    // The Enter key sends a form from any of its fields; here it only goes on.
    form.addEventListener('submit', (event) => {
        if (next.hidden) return;
        event.preventDefault();
        event.stopImmediatePropagation();
        open(now + 1, true);
    }, { capture: true });
    open(0, false);
    return (element) => open(Math.max(0, steps.findIndex((step) => step.contains(element))), false);
}

function makeButton(text, act) {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = text;
    button.addEventListener('click', act);
    return button;
}

/** Sends the form until there is an answer, always under the same id, so that it is stored once. */
async function send(event) {
    event.preventDefault();
    if (sending) return;
    sending = true;
    const body = new URLSearchParams(new FormData(form));
    const submit = form.querySelector('[type=submit]');
    const state = form.querySelector('.state');
    form.querySelector('.questions').inert = true;
    submit.setAttribute('aria-disabled', 'true');
    for (let tries = 0; ; tries += 1) {
        report(state, words.sending);
        const answer = await ask(form.action, body);
        if (answer.redirected) {
            form = undefined;
            location.replace(answer.url);
            return;
        }
        if (answer.page) {
            sending = false;
            replace(answer.page);
            return;
        }
        await wait(state, answer, Math.max(Math.min(FIRST_WAIT * 2 ** tries, LONGEST_WAIT), answer.seconds));
    }
}

/** Where the answer leads, the page that it is, or why and how long to wait. */
async function ask(address, body) {
    try {
        const answer = await fetch(address, { method: 'POST', body, headers: { accept: 'text/html' } });
        if (answer.redirected && answer.ok) return { redirected: true, url: answer.url };
        const seconds = Number(answer.headers.get('retry-after')) || 0;
        if (answer.status === 429) return { reason: words.limited, seconds };
        if (answer.status >= 500 || answer.status === 408 || answer.redirected) return { reason: words.busy, seconds };
        return { page: new DOMParser().parseFromString(await answer.text(), 'text/html') };
    } catch {
        return { reason: words.offline, seconds: 0 };
    }
}

/** Says why and how long, and waits: for the time to pass, for the connection, or for somebody's impatience. */
function wait(state, { reason }, seconds) {
    const minutes = Math.ceil(seconds / 60);
    const when = seconds > 90 ? say(words.again_in_minutes, minutes) : say(words.again_in_seconds, seconds);
    return new Promise((resolve) => {
        const go = () => {
            clearTimeout(timer);
            removeEventListener('online', go);
            if (button.contains(document.activeElement)) state.querySelector('p').focus();
            button.remove();
            resolve();
        };
        const button = makeButton(words.now, go);
        const timer = setTimeout(go, seconds * 1000);
        addEventListener('online', go);
        report(state, `${reason} ${when}`);
        state.append(button);
    });
}

function report(state, text) {
    const line = state.querySelector('p');
    line.tabIndex = -1;
    line.textContent = text;
}

/** Shows the page that came as the answer in the place of this one. */
function replace(page) {
    const main = page.querySelector('main');
    if (!main) return location.reload();
    document.title = page.title;
    document.querySelector('main').replaceWith(document.adoptNode(main));
    begin();
    if (!document.querySelector('.summary')) document.querySelector('main').focus();
    scrollTo(0, 0);
}
