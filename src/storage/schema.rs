//! The tables as diesel sees them. `migrations/` makes them; a test holds the two against each other.

diesel::table! {
    departments (code) {
        code -> Text,
        name -> Text,
        site -> Text,
        active -> Bool,
        matters -> Text,
        renamed -> Nullable<Text>,
    }
}

diesel::table! {
    surveys (slug) {
        slug -> Text,
        draft -> Nullable<Text>,
        created_on -> Text,
    }
}

diesel::table! {
    versions (survey, number) {
        survey -> Text,
        number -> Integer,
        questionnaire -> Text,
        departments -> Text,
        published_on -> Text,
    }
}

diesel::table! {
    survey_settings (survey) {
        survey -> Text,
        settings -> Text,
    }
}

diesel::table! {
    fieldwork (survey) {
        survey -> Text,
        document -> Text,
    }
}

diesel::table! {
    reviews (survey, period, edition) {
        survey -> Text,
        period -> Text,
        edition -> Integer,
        issued_on -> Text,
        procedure -> Nullable<Text>,
        reason -> Nullable<Text>,
        software -> Text,
        definitions -> Integer,
        sha256 -> Text,
        conclusions -> Nullable<Text>,
    }
}

diesel::table! {
    review_documents (survey, period, edition, form, language) {
        survey -> Text,
        period -> Text,
        edition -> Integer,
        form -> Text,
        language -> Text,
        body -> Binary,
    }
}

diesel::table! {
    department_documents (survey, period, edition, department, form, language) {
        survey -> Text,
        period -> Text,
        edition -> Integer,
        department -> Text,
        form -> Text,
        language -> Text,
        body -> Binary,
    }
}

diesel::table! {
    minutes (survey, period, edition) {
        survey -> Text,
        period -> Text,
        edition -> Integer,
        review -> Integer,
        held_on -> Text,
        issued_on -> Text,
        reason -> Nullable<Text>,
        software -> Text,
        sha256 -> Text,
    }
}

diesel::table! {
    minutes_documents (survey, period, edition, form, language) {
        survey -> Text,
        period -> Text,
        edition -> Integer,
        form -> Text,
        language -> Text,
        body -> Binary,
    }
}

diesel::table! {
    office (id) {
        id -> Integer,
        document -> Text,
    }
}

diesel::table! {
    keys (id) {
        id -> Binary,
        hash -> Binary,
        name -> Text,
        scope -> Text,
        departments -> Text,
        created_on -> Text,
        expires_on -> Nullable<Text>,
        revoked_on -> Nullable<Text>,
        retired_on -> Nullable<Text>,
    }
}

diesel::table! {
    accounts (id) {
        id -> Binary,
        sign_in_name -> Text,
        name -> Text,
        role -> Text,
        departments -> Text,
        language -> Text,
        password -> Nullable<Text>,
        created_on -> Text,
        disabled_on -> Nullable<Text>,
    }
}

diesel::table! {
    account_links (hash) {
        hash -> Binary,
        account -> Binary,
        expires_at -> BigInt,
    }
}

diesel::table! {
    sessions (hash) {
        hash -> Binary,
        key -> Nullable<Binary>,
        account -> Nullable<Binary>,
        idle_at -> BigInt,
        expires_at -> BigInt,
    }
}

diesel::table! {
    kiosks (id) {
        id -> Binary,
        name -> Text,
        survey -> Text,
        department -> Nullable<Text>,
        site -> Text,
        languages -> Text,
        opening_hours -> Text,
        cooldown_seconds -> Integer,
        staff_pin -> Text,
        created_on -> Text,
        revoked_on -> Nullable<Text>,
        key -> Nullable<Binary>,
        out_of_use -> Text,
    }
}

diesel::table! {
    pairings (kiosk) {
        kiosk -> Binary,
        hash -> Binary,
        expires_at -> BigInt,
    }
}

diesel::table! {
    contacts (kiosk) {
        kiosk -> Binary,
        at -> BigInt,
        queued -> Integer,
        oldest_queued_on -> Nullable<Text>,
        refused -> Integer,
        app_version -> Nullable<Text>,
        battery -> Nullable<Integer>,
        storage_failing -> Bool,
    }
}

diesel::table! {
    audit (at, id) {
        at -> BigInt,
        id -> Binary,
        actor -> Text,
        action -> Text,
        subject -> Text,
        count -> BigInt,
    }
}

diesel::table! {
    catalogue (id) {
        id -> Integer,
        revision -> BigInt,
    }
}

diesel::table! {
    responses (key) {
        key -> Binary,
        survey -> Text,
        version -> Integer,
        department -> Text,
        day -> Text,
        channel -> Text,
        language -> Nullable<Text>,
        history -> Bool,
        answers -> Text,
        flags -> Nullable<Integer>,
        booked -> Nullable<Text>,
        held -> Nullable<Integer>,
    }
}

diesel::table! {
    days (survey, department, channel, day) {
        survey -> Text,
        department -> Text,
        channel -> Text,
        day -> Text,
        received -> Integer,
        surplus -> Integer,
        set_aside -> Integer,
        held_since -> Nullable<Text>,
    }
}

diesel::table! {
    set_aside_orders (survey, department, channel, day) {
        survey -> Text,
        department -> Text,
        channel -> Text,
        day -> Text,
    }
}

diesel::table! {
    set_aside (survey, quarter, tick) {
        survey -> Text,
        quarter -> Text,
        tick -> BigInt,
        number -> Integer,
        told -> Nullable<BigInt>,
    }
}

diesel::table! {
    released_responses (period, key) {
        period -> Text,
        key -> Binary,
        survey -> Text,
        version -> Integer,
        department -> Text,
        day -> Text,
        channel -> Text,
        language -> Nullable<Text>,
        answers -> Text,
        flags -> Nullable<Integer>,
        block -> Nullable<Binary>,
        booked -> Nullable<Text>,
    }
}

diesel::table! {
    comments (key) {
        key -> Binary,
        survey -> Text,
        department -> Text,
        quarter -> Text,
        question -> Text,
        body -> Text,
        independent -> Bool,
    }
}

diesel::table! {
    receipts (key) {
        key -> Binary,
        fingerprint -> Binary,
        received_on -> Text,
    }
}

diesel::table! {
    imports (digest) {
        digest -> Binary,
        survey -> Text,
        channel -> Text,
        imported_on -> Text,
        identified -> Bool,
        profile -> Text,
    }
}

diesel::table! {
    lots (key) {
        key -> Binary,
        digest -> Binary,
        name -> Text,
        survey -> Text,
        channel -> Text,
        made_on -> Text,
        whole -> Bool,
        unreadable -> BigInt,
        compared -> BigInt,
        different -> BigInt,
    }
}

diesel::table! {
    lot_places (key) {
        key -> Binary,
        lot -> Binary,
        place -> Integer,
        checked -> Bool,
    }
}

diesel::table! {
    batches (key) {
        key -> Binary,
        survey -> Text,
        name -> Text,
        confirmed_on -> Text,
        forms -> Text,
        unreadable -> BigInt,
        compared -> BigInt,
        different -> BigInt,
    }
}

diesel::table! {
    lot_responses (key) {
        key -> Binary,
        lot -> Binary,
        survey -> Text,
        version -> Integer,
        department -> Text,
        day -> Text,
        channel -> Text,
        language -> Nullable<Text>,
        history -> Bool,
        answers -> Text,
        flags -> Nullable<Integer>,
        booked -> Nullable<Text>,
    }
}

diesel::table! {
    lot_comments (key) {
        key -> Binary,
        lot -> Binary,
        survey -> Text,
        department -> Text,
        quarter -> Text,
        question -> Text,
        body -> Text,
        independent -> Bool,
    }
}

diesel::table! {
    lot_receipts (key) {
        key -> Binary,
        lot -> Binary,
    }
}

diesel::table! {
    blocks (survey, last_day, key) {
        survey -> Text,
        last_day -> Text,
        key -> Binary,
        version -> Integer,
        department -> Nullable<Text>,
        history -> Bool,
        carried -> Bool,
        first_day -> Text,
        closed_on -> Text,
        tick -> BigInt,
        place -> Integer,
        counts -> Text,
    }
}

diesel::table! {
    tails (survey, period, history, department) {
        survey -> Text,
        period -> Text,
        history -> Bool,
        department -> Text,
        questions -> Text,
    }
}

diesel::table! {
    waiting (survey, version, department, history, month) {
        survey -> Text,
        version -> Integer,
        department -> Text,
        history -> Bool,
        month -> Text,
        tally -> Text,
    }
}

diesel::table! {
    classes (survey, period, tick) {
        survey -> Text,
        period -> Text,
        tick -> BigInt,
        document -> Text,
    }
}

diesel::table! {
    ticks (number) {
        number -> BigInt,
        day -> Text,
    }
}

diesel::table! {
    closes (through) {
        through -> Text,
        closed_on -> Text,
    }
}

diesel::table! {
    visits (month, department) {
        month -> Text,
        department -> Text,
        number -> BigInt,
    }
}

diesel::table! {
    targets (survey) {
        survey -> Text,
        list -> Text,
    }
}

diesel::table! {
    actions (id) {
        id -> Binary,
        title -> Text,
        source -> Text,
        finding -> Text,
        survey -> Text,
        question -> Text,
        department -> Nullable<Text>,
        owner -> Text,
        decided_on -> Text,
        due_on -> Text,
        done_on -> Nullable<Text>,
        before_period -> Nullable<Text>,
        after_period -> Nullable<Text>,
        public_words -> Nullable<Text>,
    }
}

diesel::table! {
    complaints (quarter, department) {
        quarter -> Text,
        department -> Text,
        complaints_received -> Integer,
        complaints_on_time -> Integer,
        complaints_justified -> Integer,
        motions_received -> Integer,
        motions_on_time -> Integer,
        motions_justified -> Integer,
    }
}

diesel::table! {
    released_comments (key) {
        key -> Binary,
        survey -> Text,
        department -> Nullable<Text>,
        quarter -> Text,
        question -> Text,
        body -> Text,
        tick -> BigInt,
        decision -> Nullable<Text>,
        theme -> Nullable<Text>,
        reason -> Nullable<Text>,
    }
}

diesel::joinable!(blocks -> ticks (tick));
diesel::joinable!(classes -> ticks (tick));
diesel::allow_tables_to_appear_in_same_query!(blocks, classes, set_aside, ticks);
diesel::allow_tables_to_appear_in_same_query!(receipts, lot_receipts);
diesel::allow_tables_to_appear_in_same_query!(lot_places, lot_responses);
