// Where a visit is kept: on the tablet until the server has it; where the tablet cannot, at the server at once.

export class Keeper {
    #turn = Promise.resolve();
    /** The id of the visit that the tablet has. */
    #written;

    constructor({ store, sender }) {
        Object.assign(this, { store, sender });
    }

    /** Writes down what is answered so far, in turn. What fails once is written with the next answer. */
    write(draft) {
        const copy = structuredClone(draft);
        const written = () => {
            this.#written = copy.id;
        };
        this.#turn = this.#turn.then(() => this.store.saveDraft(copy)).then(written, () => {});
    }

    /** Closes a response: whether the tablet or the server has it now. */
    async close(response) {
        const closing = this.#turn.then(() =>
            response.id === this.#written ? this.store.close(response) : this.store.add(response),
        );
        this.#turn = closing.catch(() => {});
        try {
            await closing;
        } catch {
            return this.sender.deliver(response);
        }
        this.sender.send();
        return true;
    }
}
