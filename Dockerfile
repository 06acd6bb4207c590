# AskPress in a container. Two targets: `service` for every command, and `backup`, which has PostgreSQL's programs as well.
#
#   docker build --target service -t askpress:0.1.0 .
#   docker build --target backup -t askpress-backup:0.1.0 .
#
# The version of Node is exact and is the one of package.json, but not pinned to a digest: where this file was written no
# registry could be asked for one. `docker buildx imagetools inspect node:24.21.0-trixie-slim` tells it; append it as
# `@sha256:…`. Kept so plain that scripts/try-dockerfile.ts can run every step without a container engine.

FROM node:24.21.0-trixie-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# No dependency of the service needs a script of its own at its installation.
RUN npm ci --omit=dev --ignore-scripts
COPY src src
COPY scripts/build-template.ts scripts/
# For those who run it on the embedded database.
RUN node scripts/build-template.ts

FROM node:24.21.0-trixie-slim AS service
# Package managers are for building: here they would only serve whoever breaks in.
RUN rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack /opt/yarn-v* /usr/local/bin/yarn /usr/local/bin/yarnpkg
WORKDIR /app
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/.template .template
COPY package.json ./
COPY bin bin
COPY sql sql
COPY web web
COPY src src
COPY deploy/container deploy/container
# The only two folders it writes to; volumes that are mounted there belong to its user.
RUN ln -s /app/bin/askpress.js /usr/local/bin/askpress && install -d -o 65532 -g 65532 -m 700 /data /backups
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8000 DATA_DIR=/data
USER 65532:65532
EXPOSE 8000
# Whether it answers, not whether all it needs is there: restarting it does not mend a database that is down.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 CMD ["node", "/app/deploy/container/healthcheck.ts"]
# Node itself is the first process and hears SIGTERM: no shell and no npm in between to swallow it.
ENTRYPOINT ["node", "/app/src/main.ts"]
CMD ["serve"]

FROM service AS backup
USER 0:0
# pg_dump has to be of the server's version or newer: compose.yaml runs PostgreSQL 17.
RUN apt-get update \
  && apt-get install -y --no-install-recommends ca-certificates "postgresql-client-17=17.*" \
  && rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/log/apt /var/log/dpkg.log
USER 65532:65532
HEALTHCHECK --interval=5m --timeout=10s --start-period=10m --retries=1 CMD ["node", "/app/deploy/container/nightly-backup.ts", "--check"]
ENTRYPOINT ["node", "/app/deploy/container/nightly-backup.ts"]
CMD []
