// The grid: one key for each answer. The server says which key means what, and what follows which answer; this moves
// through it, and sends each form in the background while the next one is typed.
//
// What was typed is in this page alone until the server has it: a form that cannot be sent now waits in the queue, and is
// sent again under the same id.

const page = document.querySelector('#paper');
const words = JSON.parse(page.dataset.words);
const isCheck = page.dataset.check === 'true';
const [day, books, place, said, queueState, aside] =
    ['day', 'books', 'place', 'said', 'queue', 'aside'].map((id) => document.getElementById(id));

/** The longest wait between two tries, in milliseconds. */
const LONGEST_WAIT = 30_000;

/** One question. */
class Field {
    values = [];
    isUnreadable = false;
    isBlank = false;

    constructor(element) {
        this.element = element;
        this.code = element.dataset.code;
        this.most = Number(element.dataset.most);
        this.required = 'required' in element.dataset;
        this.after = element.dataset.after;
        this.when = (element.dataset.when ?? '').split(' ');
        this.words = element.querySelector('textarea');
        this.boxes = [...element.querySelectorAll('[data-key]')];
        this.mark = element.querySelector('.mark-blank');
    }

    get isAsked() {
        return !this.after || fields.find(({ code }) => code === this.after).values.some((value) => this.when.includes(value));
    }

    get answers() {
        return this.words ? [this.words.value].filter((text) => text.trim()) : this.values;
    }

    set({ values = [], isUnreadable = false, isBlank = false, text = '' } = {}) {
        Object.assign(this, { values, isUnreadable, isBlank });
        if (this.words) this.words.value = text;
        this.show();
    }

    show() {
        for (const box of this.boxes) box.classList.toggle('chosen', this.values.includes(box.dataset.value));
        if (this.mark) this.mark.textContent = this.isUnreadable ? '*' : this.isBlank ? '–' : '';
    }

    focus() {
        (this.words ?? this.element).focus();
    }
}

const fields = [...page.querySelectorAll('.entry')].map((element) => new Field(element));
const store = document.getElementById('store');
/** Where one is; as many as there are fields: at the end. */
let at = 0;
/** Forms on their way, the first one first; and those that the server has, the last one last. */
const queue = [];
const sent = [];
let isSending = false;
/** Why forms wait, in words; nothing while they do not. */
let obstacle = '';
let token = page.dataset.token;

function say(text, parts = {}, isWrong = false) {
    said.textContent = fill(text, parts);
    said.classList.toggle('wrong', isWrong);
}

function fill(text, parts) {
    return Object.entries(parts).reduce((text, [name, part]) => text.replace(`{${name}}`, () => part), text);
}

function go(to) {
    for (const field of fields) {
        const isAsked = field.isAsked;
        if (!isAsked) field.set();
        field.element.classList.toggle('skipped', !isAsked);
    }
    at = to;
    (fields[at] ?? { focus: () => store.focus() }).focus();
}

/** The next question that is asked, in a direction. */
function move(step) {
    let to = at + step;
    while (fields[to] && !fields[to].isAsked) to += step;
    if (to >= 0) go(to);
}

function isEmpty() {
    return fields.every((field) => !field.answers.length && !field.isUnreadable && !field.isBlank);
}

function clear() {
    for (const field of fields) field.set();
    go(0);
    if (place) {
        place.value = '';
        place.focus();
    }
}

function leave(field, marks) {
    if (field.required) {
        say(words.required, {}, true);
        return;
    }
    field.set(marks);
    say('');
    move(1);
}

function choose(field, key) {
    const box = field.boxes.find(({ dataset }) => dataset.key === key.toLowerCase());
    if (!box) {
        say(words.noKey, { key, keys: field.boxes.map(({ dataset }) => dataset.key).join(' ') }, true);
        return;
    }
    say('');
    const { value } = box.dataset;
    if (field.most === 1) {
        field.set({ values: [value] });
        move(1);
        return;
    }
    const others = field.values.filter((other) => other !== value);
    field.set({ values: others.length < field.values.length ? others : [...field.values, value] });
    if (field.values.length === Math.min(field.most, field.boxes.length)) move(1);
}

function press(event) {
    const field = fields[at];
    const { key, ctrlKey, altKey, metaKey, shiftKey } = event;
    if ((ctrlKey || metaKey) && key === 'z' && !field?.words?.value) {
        event.preventDefault();
        undo();
        return;
    }
    if (ctrlKey || altKey || metaKey || !(event.target.closest('.entry') || event.target === store)) return;
    if (key === 'Escape') {
        clear();
        say(words.cleared);
    } else if (field?.words && event.target === field.words) {
        if (key === 'Enter' && !shiftKey) {
            event.preventDefault();
            move(1);
            if (at === fields.length) finish();
        } else if (key === 'ArrowUp' || (key === 'Backspace' && !field.words.value)) {
            event.preventDefault();
            move(-1);
        }
    } else if (key === 'Tab') {
        const to = fields.findIndex((other, index) => index > at && other.words && other.isAsked);
        if (shiftKey || to < 0) return;
        event.preventDefault();
        go(to);
    } else if (key === 'Backspace' || key === 'ArrowUp') {
        event.preventDefault();
        move(-1);
    } else if (key === 'ArrowDown') {
        event.preventDefault();
        if (field) move(1);
    } else if (field && key === 'Enter') {
        event.preventDefault();
        if (field.most > 1 || field.values.length) move(1);
        else say(words.noKey, { key, keys: field.boxes.map(({ dataset }) => dataset.key).join(' ') }, true);
    } else if (field && key === ' ') {
        event.preventDefault();
        leave(field, { isBlank: true });
    } else if (field && key === '*') {
        leave(field, { isUnreadable: true });
    } else if (field && key.length === 1) {
        event.preventDefault();
        choose(field, key);
    }
}

/** A form that is whole goes into the queue, and the grid is ready for the next one. */
function finish() {
    const missing = fields.findIndex((field) => field.required && !field.answers.length);
    if (missing >= 0) {
        go(missing);
        say(words.required, {}, true);
        return;
    }
    const form = {
        id: crypto.randomUUID(),
        day: day.value,
        place: place?.value,
        typed: fields.map(({ values, isUnreadable, isBlank, words }) => ({ values, isUnreadable, isBlank, text: words?.value })),
    };
    form.body = fieldsOf(form);
    queue.push(form);
    showObstacle();
    say('');
    clear();
    drain();
}

function fieldsOf({ id, day, place }) {
    const { survey, version, department, batch } = page.dataset;
    const body = new URLSearchParams({ id, survey, version, department, batch, day });
    if (place !== undefined) body.set('place', place);
    for (const field of fields.filter(({ isAsked }) => isAsked)) {
        for (const answer of field.answers) body.append(field.code, answer);
        if (field.isUnreadable) body.append('unreadable', field.code);
    }
    return body;
}

function showObstacle() {
    if (obstacle) queueState.textContent = fill(obstacle, { number: queue.length });
}

/** Posts fields; none: they must be sent again. */
async function post(path, fields) {
    const body = new URLSearchParams(fields);
    body.set('token', token);
    const answer = await fetch(path, { method: 'POST', body, redirect: 'manual' }).catch(() => undefined);
    if (answer?.ok) {
        obstacle = '';
        return answer.json();
    }
    const isSignedOut = answer?.type === 'opaqueredirect' || answer?.status === 403;
    obstacle = isSignedOut ? words.signedOut : words.again;
    showObstacle();
    return isSignedOut && (await renew()) ? post(path, fields) : undefined;
}

/** Whoever has signed in again, in another tab, has another token; says whether there is one. */
async function renew() {
    const answer = await fetch(location.href, { redirect: 'manual' }).catch(() => undefined);
    if (!answer?.ok) return false;
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('#paper');
    const isNew = Boolean(fresh) && fresh.dataset.token !== token;
    if (isNew) token = fresh.dataset.token;
    return isNew;
}

/** So many milliseconds, or until somebody comes back to this page: perhaps they have signed in. */
function someTime(wait) {
    return new Promise((resume) => {
        setTimeout(resume, wait);
        addEventListener('focus', resume, { once: true });
    });
}

async function drain() {
    if (isSending) return;
    isSending = true;
    let wait = 1_000;
    while (queue.length) {
        const [form] = queue;
        if (queue.length > 1) queueState.textContent = fill(words.sending, { number: queue.length });
        const answer = await post(isCheck ? '/console/paper/forms/check' : '/console/paper/forms', form.body);
        if (answer) {
            queue.shift();
            wait = 1_000;
            tell(form, answer);
        } else {
            await someTime(wait);
            wait = Math.min(2 * wait, LONGEST_WAIT);
        }
    }
    isSending = false;
}

function tell(form, { status, place, waiting, errors }) {
    const told = {
        stored: () => {
            sent.push(form);
            const isSample = place && place % Number(page.dataset.sample) === 0;
            return fill(words.stored, { place: place ?? '✓', waiting }) + (isSample ? ` ${fill(words.aside, { place })}` : '');
        },
        trial: () => words.trial,
        gone: () => words.noPlace,
        compared: () => (errors.length ? `${fill(words.differ, { place })} ${errors.join('; ')}` : fill(words.same, { place })),
        refused: () => {
            setAside(form, errors);
            return '';
        },
    };
    queueState.textContent = told[status]();
}

/** A form that the server refused stays on the page until it was corrected. */
function setAside(form, errors) {
    const line = document.createElement('li');
    line.textContent = `${fill(words.refused, { errors: errors.join('; ') })} `;
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = words.correct;
    button.addEventListener('click', () => {
        if (restore(form)) line.remove();
    });
    line.append(button);
    aside.append(line);
}

/** Puts a form back into the grid, if that is empty. */
function restore(form) {
    if (!isEmpty()) {
        say(words.notEmpty, {}, true);
        return false;
    }
    fields.forEach((field, index) => field.set(form.typed[index]));
    day.value = form.day;
    showDay();
    go(0);
    return true;
}

async function undo() {
    if (isCheck) return;
    if (!isEmpty()) {
        say(words.notEmpty, {}, true);
    } else if (queue.length > 1 || (queue.length && !isSending)) {
        restore(queue.pop());
        say(words.takenBack);
    } else if (queue.length) {
        say(words.sending, { number: queue.length }, true);
    } else if (!sent.length) {
        say(words.nothingBack, {}, true);
    } else {
        const form = sent.at(-1);
        const answer = await post('/console/paper/forms/undo', form.body);
        if (!answer) return;
        sent.pop();
        if (answer.status === 'taken_back' && restore(form)) say(words.takenBack);
        else say(words.notBack, {}, true);
    }
}

function showDay() {
    books.textContent = day.selectedOptions[0].dataset.books;
}

page.addEventListener('keydown', press);
page.addEventListener('submit', (event) => {
    event.preventDefault();
    finish();
});
page.addEventListener('focusin', ({ target }) => {
    const index = fields.findIndex(({ element }) => element.contains(target));
    if (index >= 0) at = index;
});
place?.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    go(0);
});
day.addEventListener('change', showDay);
document.getElementById('undo').addEventListener('click', undo);
addEventListener('beforeunload', (event) => {
    if (queue.length || aside.children.length || !isEmpty()) event.preventDefault();
});
clear();
