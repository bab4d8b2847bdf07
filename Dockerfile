# The service in a small image that runs as nobody in particular. It links Debian's libpq, which speaks TLS to PostgreSQL.

FROM rust:1.95-slim-trixie AS build
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends libpq-dev pkg-config \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /build

# The dependencies first, behind an empty program: this layer is built again only when they change.
COPY Cargo.toml Cargo.lock ./
RUN mkdir src \
    && printf '//! Nothing yet.\nfn main() {}\n' > src/main.rs \
    && printf '//! Nothing yet.\n' > src/lib.rs \
    && cargo build --locked --release --no-default-features

COPY migrations migrations
COPY src src
# Cargo goes by the time of change, and these files may be older than the empty ones.
RUN touch src/main.rs src/lib.rs \
    && cargo build --locked --release --no-default-features

FROM debian:trixie-slim
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates libpq5 \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --gid 65532 ankieta \
    && useradd --uid 65532 --gid 65532 --no-create-home --home-dir /data --shell /usr/sbin/nologin ankieta \
    && install --directory --owner=65532 --group=65532 --mode=0700 /data
COPY --from=build /build/target/release/ankieta /usr/local/bin/ankieta

ENV ANKIETA_BIND=0.0.0.0:8080 \
    DATABASE_URL=sqlite:/data/ankieta.db
USER 65532:65532
WORKDIR /data
VOLUME /data
EXPOSE 8080
# There is no curl in here; bash can open a connection by itself.
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /readyz HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' >&3 && read -r -t 4 _ status _ <&3 && [ \"$status\" = 200 ]"]
ENTRYPOINT ["ankieta"]
CMD ["serve"]
