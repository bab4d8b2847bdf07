// Which taps count: only those that were meant for the screen that they reach. A new screen takes none before it has
// been seen, nor before the finger of the last one has left; who goes on hammering is not answered until they stop.

/** How long a new screen takes nothing, in milliseconds. */
export const SETTLING = 600;
/** How long nothing may have been tapped in vain, in milliseconds. */
export const QUIET = 300;
/** A finger that has lain there for longer, in milliseconds, is a hand at rest, or one whose leaving was not told. */
export const RESTING = 5_000;

/** Fingers and keys alike: what comes down, has a name until it leaves. */
export class Guard {
    #shown = -Infinity;
    #vain = -Infinity;
    /** What is down: since when, and whether it counts. */
    #down = new Map();
    /** What was down when the screen came. */
    #before = new Set();
    /** Whether the last thing that came down on this screen counts; undefined: nothing has. */
    #counts;

    /** `now`: the present moment in milliseconds. */
    constructor(now) {
        this.now = now;
    }

    /** A new screen is there. */
    shut() {
        this.#shown = this.now();
        for (const [name, { since }] of this.#down) if (this.#shown >= since + RESTING) this.#down.delete(name);
        this.#before = new Set(this.#down.keys());
        this.#counts = undefined;
    }

    /** Something comes down: whether what it does will count. */
    press(name) {
        this.#counts = this.#isOpen();
        this.#down.set(name, { since: this.now(), counts: this.#counts });
        return this.#counts;
    }

    /** It leaves. */
    release(name) {
        // It came down on the screen before this one, and would act on this one.
        if (this.#before.delete(name)) this.#counts = false;
        if (this.#down.get(name)?.counts === false) this.#vain = this.now();
        this.#down.delete(name);
    }

    /** Whether a click counts: by what came down for it, or by the moment where nothing did, as by a screen reader. */
    admits() {
        const counts = this.#counts ?? this.#isOpen();
        this.#counts = undefined;
        return counts;
    }

    #isOpen() {
        const now = this.now();
        const left = this.#before.size === 0 || now >= this.#shown + RESTING;
        return left && now >= this.#shown + SETTLING && now >= this.#vain + QUIET;
    }

    /** Stands before a stage: what does not count never reaches it. `admitted` is told of each click that does. */
    watch(stage, admitted) {
        const early = { capture: true };
        const refuse = (event) => {
            event.preventDefault();
            event.stopImmediatePropagation();
        };
        document.addEventListener('pointerdown', ({ pointerId }) => this.press(pointerId), early);
        for (const end of ['pointerup', 'pointercancel']) {
            document.addEventListener(end, ({ pointerId }) => this.release(pointerId), early);
        }
        document.addEventListener('keydown', (event) => {
            if (!acts(event, stage)) return;
            // A key that is held down says nothing more.
            if (event.repeat || !this.press(event.code)) refuse(event);
        }, early);
        document.addEventListener('keyup', ({ code }) => this.release(code), early);
        stage.addEventListener('click', (event) => (this.admits() ? admitted(event) : refuse(event)), early);
    }
}

/** Whether a key may act on the stage: not one that is typed, that belongs to a dialog, or that moves the focus. */
function acts({ target, key, ctrlKey, altKey, metaKey }, stage) {
    if (key === 'Tab' || ctrlKey || altKey || metaKey) return false;
    return target === document.body || (stage.contains(target) && !target.closest('textarea, dialog'));
}
