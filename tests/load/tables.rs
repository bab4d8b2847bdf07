//! The service's tables, as far as these tools write them. The migrations are the truth; this follows them.

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
