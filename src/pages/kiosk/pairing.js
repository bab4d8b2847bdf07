// A tablet becomes a kiosk: three words, once.

const FAILURES = { 404: 'unknown', 429: 'often' };

/** Shows the form until the server gives a key, and returns what it gave. */
export function pair(element, code) {
    const [form, message] = [element.querySelector('form'), element.querySelector('[role="status"]')];
    const say = (name) => {
        message.textContent = name ? message.dataset[name] : '';
    };
    element.hidden = false;
    form.code.value = code;
    say('');
    return new Promise((resolve) => {
        form.onsubmit = async (event) => {
            event.preventDefault();
            say('working');
            try {
                const answer = await fetch('/api/v1/kiosks/pairing', {
                    method: 'POST',
                    headers: { 'Content-Type': 'application/json' },
                    body: JSON.stringify({ code: form.code.value.trim() }),
                    credentials: 'omit',
                });
                if (!answer.ok) return say(FAILURES[answer.status] ?? 'failed');
                const settings = await answer.json();
                form.reset();
                say('');
                element.hidden = true;
                resolve(settings);
            } catch {
                say('offline');
            }
        };
    });
}
