# Four images, one for each part: docker build --target ingest|worker|dashboard|cli .
# Node runs the TypeScript as it is, so that nothing is compiled (docs/decisions/011-images.md). Needs no BuildKit.

# What decides over what is installed. A change of anything else leaves these files as they were, and all that follows from them.
FROM node:24-bookworm-slim AS manifests
WORKDIR /app
COPY . .
RUN find . -type f ! -name package.json ! -name 'pnpm-*.yaml' ! -name prune-modules.ts -delete \
  && find . -depth -mindepth 1 -type d -empty -delete

# /images/<app>: the packages of that app alone, for production. /images/<app>.folders: the folders of ours among them.
FROM node:24-bookworm-slim AS modules
WORKDIR /app
COPY --from=manifests /app ./
RUN npm install --global --no-fund --no-audit "$(node --print "require('./package.json').packageManager")"
RUN for app in ingest worker dashboard cli; do \
      mkdir -p /images && cp -R /app "/images/$app" && cd "/images/$app" \
      && pnpm install --frozen-lockfile --prod --ignore-scripts --filter-prod "@payspool/$app..." \
      && node scripts/prune-modules.ts "apps/$app" > "/images/$app.folders" \
      && rm -r scripts package.json pnpm-*.yaml || exit 1; \
    done

FROM modules AS source
RUN pnpm install --frozen-lockfile --ignore-scripts --filter @payspool/db
COPY prisma.config.ts ./
COPY prisma prisma
COPY packages/db/scripts packages/db/scripts
RUN node packages/db/scripts/generate-client.mjs
COPY . .
# The simulators sign deliveries as the providers do. Only `payspool simulate` needs them.
RUN for app in ingest worker dashboard cli; do \
      mkdir -p "/source/$app" \
      && if [ "$app" = cli ]; then without=; else without='--exclude simulator'; fi \
      && tar --create --exclude node_modules --exclude scripts $without $(cat "/images/$app.folders") | tar --extract --directory "/source/$app" \
      || exit 1; \
    done \
  && for app in worker cli; do cp -R prisma "/source/$app/prisma"; done

FROM node:24-bookworm-slim AS runtime
RUN apt-get update \
  && apt-get install --yes --no-install-recommends tini \
  && rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/log/apt /var/log/dpkg.log \
  # What installs packages is of no use to what runs, but to whoever breaks in.
  && rm -rf /usr/local/lib/node_modules /usr/local/include /usr/local/share/doc /usr/local/share/man /opt/yarn* \
  && cd /usr/local/bin && rm -f npm npx corepack pnpm pnpx yarn yarnpkg docker-entrypoint.sh
WORKDIR /app
ENV NODE_ENV=production HOST=0.0.0.0
USER 1000:1000
ARG VERSION=unknown
ARG REVISION=unknown
# For `payspool --version`.
ENV PAYSPOOL_VERSION=$VERSION
LABEL org.opencontainers.image.vendor="Payspool" \
  org.opencontainers.image.licenses="MIT" \
  org.opencontainers.image.version="$VERSION" \
  org.opencontainers.image.revision="$REVISION"
# What stands behind the name of an image goes to its program; of node's own image nothing does.
CMD []

FROM runtime AS ingest
LABEL org.opencontainers.image.title="payspool-ingest" \
  org.opencontainers.image.description="Receives payment providers' webhooks: verify, deduplicate, enqueue, answer"
COPY --from=modules /images/ingest ./
COPY --from=source /source/ingest ./
EXPOSE 3000 9464
HEALTHCHECK --interval=5s --timeout=3s --start-period=30s --retries=3 CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.INGEST_PORT || 3000}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["/usr/bin/tini", "--", "node", "--max-semi-space-size=64", "--import", "./packages/runtime/src/telemetry/register.ts", "apps/ingest/src/main.ts"]

FROM runtime AS worker
LABEL org.opencontainers.image.title="payspool-worker" \
  org.opencontainers.image.description="Applies deliveries to orders and subscriptions in Postgres, and reacts to what changed"
COPY --from=modules /images/worker ./
COPY --from=source /source/worker ./
EXPOSE 3001 9464
HEALTHCHECK --interval=5s --timeout=3s --start-period=30s --retries=3 CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.WORKER_PORT || 3001}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["/usr/bin/tini", "--", "node", "--max-semi-space-size=64", "--import", "./packages/runtime/src/telemetry/register.ts", "apps/worker/src/main.ts"]

FROM runtime AS dashboard
LABEL org.opencontainers.image.title="payspool-dashboard" \
  org.opencontainers.image.description="Shows orders, events and what waits, to people who are logged in"
COPY --from=modules /images/dashboard ./
COPY --from=source /source/dashboard ./
EXPOSE 3002 9464
HEALTHCHECK --interval=5s --timeout=3s --start-period=30s --retries=3 CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.DASHBOARD_PORT || 3002}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["/usr/bin/tini", "--", "node", "apps/dashboard/src/main.ts"]

FROM runtime AS cli
LABEL org.opencontainers.image.title="payspool-cli" \
  org.opencontainers.image.description="What an operator does by hand: migrate, doctor, events, replay, simulate"
COPY --from=modules /images/cli ./
COPY --from=source /source/cli ./
ENTRYPOINT ["/usr/bin/tini", "--", "node", "apps/cli/src/main.ts"]
CMD ["--help"]
